from .security import test_points_of_sale
