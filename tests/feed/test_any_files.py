"""Whatever files come, in whatever order and however often: there is what the latest word of the source says."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ...models.feed import bulk_creation, feed_loading
from .test_feed import FeedCommon

EXAMPLES = 25
FIRST_DAY = date(2026, 11, 2)
# The same in one file, and in one of each kind whose rows name each other by their numbers.
HEADER = "N° OR;Date ouverture;Statut;Km;Code client;Nom client;E-mail;Code véhicule;Immatriculation\n"
CUSTOMERS = "Code client;Nom;E-mail\n"
VEHICLES = "Code véhicule;Immatriculation;Marque;Code client\n"
NUMBERS = "N° OR;Date ouverture;Statut;Km;Code client;Code véhicule\n"
STATUSES = {"Ouvert": "open", "En cours": "in_progress", "Prêt": "ready"}
# Customer and vehicle of each order number: whose they are doesn't change.
ORDERS = {f"OR-{number}": (f"C{number % 4}", f"V{number % 5}") for number in range(1, 9)}
SAMPLES = {
    CUSTOMERS: CUSTOMERS + "C99;Vidal;v@vidal.example\n",
    VEHICLES: VEHICLES + "V99;AA-001-AA;Renault;C99\n",
    NUMBERS: NUMBERS + "".join(f"OR-0;02/11/2026 08:00;{status};5;C99;V99\n" for status in STATUSES),
}
SAMPLES[HEADER] = HEADER + "".join(
    f"OR-0;02/11/2026 08:00;{status};5;C99;Vidal;v@vidal.example;V99;AA-001-AA\n" for status in STATUSES
)


@dataclass(frozen=True)
class Said:
    """A row of a file; what is said of the customer and the vehicle may differ from what others say."""

    order: str
    status: str
    mileage: int | None
    customer_name: str
    email: str

    def tell(self, header):
        """Return the row of a file with that header."""
        customer, vehicle = ORDERS[self.order]
        cells = {
            "N° OR": self.order,
            "Date ouverture": "02/11/2026 08:00",
            "Statut": self.status,
            "Km": "" if self.mileage is None else str(self.mileage),
            "Code client": customer,
            "E-mail": self.email and f"{customer}.{self.email}",
            "Code véhicule": vehicle,
            "Immatriculation": f"AB-{int(vehicle[1:]) + 100}-CD",
            "Marque": "Renault",
        }
        names = header.strip().split(";")
        return ";".join(cells.get(name, self.customer_name) for name in names) + "\n"


@dataclass(frozen=True)
class File:
    day: int
    rows: tuple

    @property
    def name(self):
        return f"orders_{FIRST_DAY + timedelta(days=self.day)}.csv"

    def tell(self, header):
        return header + "".join(row.tell(header) for row in self.rows)


def expect(files):
    """Return what there is to be: of each record what its latest row says.

    :return: {order: (status, mileage, customer)}, {customer: (name, e-mail)}
    """
    orders, customers = {}, {}
    for file in sorted(files, key=lambda file: file.day):
        for row in file.rows:
            customer, _vehicle = ORDERS[row.order]
            orders[row.order] = (STATUSES[row.status], row.mileage or 0, customer)
            customers[customer] = (row.customer_name, row.email and f"{customer.lower()}.{row.email}")
    return orders, customers


rows = st.builds(
    Said,
    order=st.sampled_from(sorted(ORDERS)),
    status=st.sampled_from(sorted(STATUSES)),
    mileage=st.one_of(st.none(), st.integers(1, 99_999)),
    customer_name=st.sampled_from(["Vidal", "Roux", "Durand"]),
    email=st.sampled_from(["", "a@files.example", "b@files.example"]),
)
# A file of a day is one: of two of one day nobody could say which is the later.
files = st.lists(
    st.builds(File, day=st.integers(0, 9), rows=st.lists(rows, min_size=1, max_size=6).map(tuple)),
    min_size=1,
    max_size=4,
    unique_by=lambda file: file.day,
)


@tagged("post_install", "-at_install")
class TestAnyFiles(FeedCommon):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(bulk_creation, "FEW", 2))

    def read_books(self):
        """Return the same as :func:`expect`, of what there is; fail where something is there twice."""
        records = self.env["dealership.feed.record"].search([("source_id", "=", self.source.id)])
        orders = self.get_orders()
        self.assertEqual(len(orders), len(records.filtered(lambda one: one.kind == "repair_order")), "an order twice")
        customers = {
            record.key: self.env["res.partner"].browse(record.res_id)
            for record in records.filtered(lambda one: one.kind == "customer")
        }
        keys = {customer: key for key, customer in customers.items()}
        self.assertEqual(len(keys), len(customers), "two customers are one")
        for name, order in orders.items():
            customer, vehicle = ORDERS[name]
            self.assertEqual(order.vehicle_id.license_plate, f"AB-{int(vehicle[1:]) + 100}-CD")
            self.assertEqual(keys[order.partner_id], customer)
        return (
            {name: (order.status, order.mileage, keys[order.partner_id]) for name, order in orders.items()},
            {key: (customer.name, customer.email or "") for key, customer in customers.items()},
        )

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        files=files,
        headers=st.sampled_from([[HEADER], [CUSTOMERS, VEHICLES, NUMBERS]]),
        order=st.randoms(use_true_random=False),
        chunk=st.integers(1, 4),
    )
    def test_any_files(self, files, headers, order, chunk):
        savepoint = self.cr.savepoint()
        try:
            feeds = {header: self.make_feed(SAMPLES[header]) for header in headers}
            played = [(file, header) for file in files for header in headers] * 2
            order.shuffle(played)
            with patch.object(feed_loading, "CHUNK_ROWS", chunk):
                for file, header in played:
                    self.load(feeds[header], file.tell(header), datetime(2026, 11, 30), filename=file.name)
            loads = self.env["dealership.feed.load"].search([("feed_id.source_id", "=", self.source.id)])
            self.assertFalse(
                loads.row_ids.filtered(lambda row: row.state != "superseded").mapped("message"),
                "somebody is refused, or waits for what has come",
            )
            self.assertEqual(self.read_books(), expect(files))
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all(flush=False)
