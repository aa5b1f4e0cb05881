"""The words a French dealership files its business under, shared by vehicles and leads."""

SALE_TYPES = [
    ("vn", "New (VN)"),
    ("vo", "Used (VO)"),
    ("vd", "Demonstration (VD)"),
]
BUSINESS_ATTRIBUTES = [*SALE_TYPES, ("apv", "After-sales (APV)")]
