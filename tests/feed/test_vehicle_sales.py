from datetime import date, datetime, timedelta

from odoo.tests import tagged

from .test_feed import FeedCommon

HEADER = (
    "N° commande;Date commande;Date livraison;Type vente;Statut;Prix TTC;Vendeur;"
    "Code client;Nom client;E-mail;N° châssis;Immatriculation;Marque;Modèle\n"
)
CLIO = "VF1RFB00565432109;AB-123-CD;Renault;Clio"
ZOE = "C17;Vidal;zoe@vidal.example"
LUC = "C18;Durand;luc@durand.example"


def row(number, sold="02/03/2026", delivered="10/03/2026", status="Livrée", buyer=ZOE, car=CLIO, kind="VN"):
    return f"{number};{sold};{delivered};{kind};{status};21 500,00;Sandrine Vidal;{buyer};{car}\n"


@tagged("post_install", "-at_install")
class TestVehicleSales(FeedCommon):
    """Sales of vehicles, as a DMS lists them: who owns a vehicle, and who did."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.feed = cls.make_feed(HEADER + row("1") + row("2", status="Annulée", kind="VO"), "sales.csv")
        cls.day = datetime(2026, 11, 20, 7, 0)

    def say(self, *rows):
        self.day += timedelta(days=1)
        load = self.load(self.feed, HEADER + "".join(rows), self.day)
        self.assertEqual(load.refused_ids.mapped("message"), [])
        return load

    def get_vehicle(self):
        return self.env["fleet.vehicle"].search([("vin_sn", "=", "VF1RFB00565432109")])

    def assertOwners(self, *owners):  # noqa: N802
        """The owners of the vehicle in their order, as ``(name, since, until)``, and its present one."""
        vehicle = self.get_vehicle()
        chain = vehicle.ownership_ids.filtered(lambda owner: owner.sale_state != "cancelled")
        chain = chain.sorted(lambda owner: (owner.until or date.max, owner.id))
        self.assertEqual([(owner.partner_id.name, owner.since, owner.until) for owner in chain], list(owners))
        self.assertEqual(vehicle.owner_id, chain.filtered(lambda owner: not owner.until).partner_id)
        return vehicle

    def test_10_3_columns_are_guessed(self):
        self.assertEqual(self.feed.kind, "vehicle_sale")
        self.assertEqual(
            {column.header: (column.meaning or "").removeprefix("vehicle_sale.") for column in self.feed.column_ids},
            {
                "N° commande": "key",
                "Date commande": "sold_on",
                "Date livraison": "delivery_date",
                "Type vente": "sale_type",
                "Statut": "sale_state",
                "Prix TTC": "price",
                "Vendeur": "user_id",
                "Code client": "buyer.key",
                "Nom client": "buyer.name",
                "E-mail": "buyer.email",
                "N° châssis": "vehicle.vin_sn",
                "Immatriculation": "vehicle.license_plate",
                "Marque": "vehicle.brand",
                "Modèle": "vehicle.model",
            },
        )

    def test_10_3_a_sale_makes_an_owner(self):
        self.assertCounts(self.say(row("1")), created=1)
        vehicle = self.assertOwners(("Vidal", date(2026, 3, 10), False))
        self.assertEqual((vehicle.owner_since, vehicle.delivery_date), (date(2026, 3, 10), date(2026, 3, 10)))
        self.assertEqual((vehicle.sale_type, vehicle.manager_id, vehicle.team_id), ("vn", self.user_sales, self.team_a))
        sale = vehicle.ownership_ids
        self.assertEqual((sale.sold_on, sale.price, sale.user_id), (date(2026, 3, 2), 21500, self.user_sales))
        self.assertCounts(self.say(row("1")), unchanged=1)

    def test_10_3_sold_again(self):
        """Whatever comes first: who owned it when is the same."""
        sales = [row("1"), row("9", "01/10/2026", "05/10/2026", kind="VO", buyer=LUC)]
        for order in (sales, sales[::-1]):
            with self.subTest(order=order):
                savepoint = self.env.cr.savepoint()
                self.say(*order)
                vehicle = self.assertOwners(
                    ("Vidal", date(2026, 3, 10), date(2026, 10, 5)), ("Durand", date(2026, 10, 5), False)
                )
                self.assertEqual((vehicle.sale_type, vehicle.owner_since), ("vo", date(2026, 10, 5)))
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_10_3_cancelled_undoes_what_it_had_set(self):
        self.say(row("1"))
        self.say(row("9", "01/10/2026", "05/10/2026", kind="VO", buyer=LUC))
        vehicle = self.get_vehicle()
        vehicle.manager_id = self.user_adviser
        self.say(row("9", "01/10/2026", "05/10/2026", status="Annulée", kind="VO", buyer=LUC))
        self.assertOwners(("Vidal", date(2026, 3, 10), False))
        self.assertEqual((vehicle.sale_type, vehicle.delivery_date), ("vn", date(2026, 3, 10)))
        self.assertEqual((vehicle.owner_since, vehicle.manager_id), (date(2026, 3, 10), self.user_adviser))
        self.say(row("1", status="Annulée"))
        self.assertOwners()
        self.assertEqual(
            (vehicle.sale_type, vehicle.delivery_date, vehicle.manager_id.id), (False, False, self.user_adviser.id)
        )

    def test_10_3_cancelled_before_we_heard_of_it(self):
        self.say(row("1", status="Annulée"))
        self.assertOwners()
        owner = self.make_customer(name="Anne Vidal")
        self.get_vehicle().owner_id = owner
        self.say(row("3", status="Annulée", buyer=LUC))
        self.assertEqual(self.get_vehicle().owner_id, owner)

    def test_10_3_what_was_known_stays(self):
        """An old sale of a vehicle that has changed hands since makes nobody its owner."""
        anne = self.make_customer(name="Anne Roux")
        self.make_vehicle(anne, vin_sn="VF1RFB00565432109", delivery_date=False, owner_since=date(2026, 6, 1))
        self.say(row("1"))
        self.assertOwners(("Vidal", date(2026, 3, 10), date(2026, 6, 1)), ("Anne Roux", date(2026, 6, 1), False))

    def test_15_who_was_known_to_own_it_since_the_same_day_is_its_owner_again(self):
        """Whoever a sale ends the time of is not forgotten with it: the sale may be cancelled."""
        anne = self.make_customer(name="Anne Roux")
        self.make_vehicle(anne, vin_sn="VF1RFB00565432109", delivery_date=False, owner_since=date(2026, 3, 10))
        self.say(row("1"))
        self.assertOwners(("Anne Roux", date(2026, 3, 10), date(2026, 3, 10)), ("Vidal", date(2026, 3, 10), False))
        self.say(row("1", status="Annulée"))
        self.assertOwners(("Anne Roux", date(2026, 3, 10), False))

    def test_10_3_the_known_owner_has_bought_it(self):
        zoe = self.make_customer(name="Vidal", email="zoe@vidal.example")
        self.make_vehicle(zoe, vin_sn="VF1RFB00565432109", delivery_date=False)
        self.say(row("1"))
        vehicle = self.assertOwners(("Vidal", date(2026, 3, 10), False))
        self.assertEqual(vehicle.ownership_ids.sold_on, date(2026, 3, 2))

    def test_10_3_changed_by_hand(self):
        self.say(row("1"))
        anne = self.make_customer(name="Anne Roux")
        vehicle = self.get_vehicle()
        vehicle.write({"owner_id": anne.id, "owner_since": date(2026, 6, 1)})
        self.assertOwners(("Vidal", date(2026, 3, 10), date(2026, 6, 1)), ("Anne Roux", date(2026, 6, 1), False))
        self.say(row("1", delivered="11/03/2026"))
        self.assertOwners(("Vidal", date(2026, 3, 11), date(2026, 6, 1)), ("Anne Roux", date(2026, 6, 1), False))
        vehicle.owner_id = False
        self.assertFalse(vehicle.ownership_ids.filtered(lambda owner: not owner.until))

    def test_10_3_merged_buyers_are_followed(self):
        self.say(row("1"))
        kept = self.make_customer(name="Zoé V.")
        zoe = self.get_vehicle().owner_id
        self.env["base.partner.merge.automatic.wizard"]._merge([zoe.id, kept.id], kept)
        self.assertEqual(self.get_vehicle().ownership_ids.partner_id, kept)
        self.assertCounts(self.say(row("1")), unchanged=1)
        self.assertOwners(("Zoé V.", date(2026, 3, 10), False))


@tagged("post_install", "-at_install")
class TestFinancing(FeedCommon):
    """How a sale is paid for comes to the vehicle, and goes with it."""

    header = (
        "N° commande;Date commande;Statut;Code client;Nom client;N° châssis;Marque;Modèle;Financement;Fin de contrat;"
        "Valeur résiduelle;Capital restant dû\n"
    )

    def say(self, *rows):
        content = self.header + "\n".join(rows) + "\n"
        sample = content + ";;Annulée;;;;;;;;;\n"
        self.feed = getattr(self, "feed", None) or self.make_feed(sample, "sales.csv")
        self.day = getattr(self, "day", datetime(2026, 11, 20, 7, 0)) + timedelta(days=1)
        load = self.load(self.feed, content, self.day)
        self.assertEqual(load.refused_ids.mapped("message"), [])
        vehicle = self.env["fleet.vehicle"].search([("vin_sn", "=", "VF1RFB00565432109")])
        return (
            vehicle.owner_id.name,
            vehicle.financing_kind,
            str(vehicle.financing_end),
            vehicle.residual_value,
            vehicle.remaining_amount,
        )

    def test_10_05_comes_with_the_sale_and_goes_with_the_owner(self):
        car = "VF1RFB00565432109;Renault;Clio"
        first = f"1;02/03/2023;Livrée;C17;Vidal;{car};LOA;15/03/2027;9 500,00;%s"
        self.assertEqual(self.say(first % "4 200,00"), ("Vidal", "lease_purchase", "2027-03-15", 9500.0, 4200.0))
        self.assertEqual(self.say(first % "3 900,00")[4], 3900.0)
        second = f"2;02/10/2026;%s;C18;Durand;{car};;;;"
        self.assertEqual(self.say(first % "3 900,00", second % "Livrée"), ("Durand", False, "False", 0.0, 0.0))
        self.assertEqual(
            self.say(first % "3 900,00", second % "Annulée"), ("Vidal", "lease_purchase", "2027-03-15", 9500.0, 3900.0)
        )

    def test_15_what_a_person_has_entered_goes_and_comes_back_with_the_owner(self):
        owner = self.make_customer("Anne Roux")
        vehicle = self.make_vehicle(owner, vin_sn="VF1RFB00565432109", delivery_date=date(2023, 3, 2))
        vehicle.write({"financing_kind": "loan", "remaining_amount": 4000.0})
        sale = "2;02/10/2026;%s;C18;Durand;VF1RFB00565432109;Renault;Clio;;;;"
        self.assertEqual(self.say(sale % "Livrée"), ("Durand", False, "False", 0.0, 0.0))
        self.assertEqual(self.say(sale % "Annulée"), ("Anne Roux", "loan", "False", 0.0, 4000.0))
        self.assertEqual(vehicle.owner_since, date(2023, 3, 2))

    def test_15_what_a_person_has_corrected_stays(self):
        sale = "1;02/03/2023;Livrée;C17;Vidal;VF1RFB00565432109;Renault;Clio;LOA;15/03/2027;9 500,00;%s"
        self.say(sale % "4 200,00")
        vehicle = self.env["fleet.vehicle"].search([("vin_sn", "=", "VF1RFB00565432109")])
        vehicle.remaining_amount = 4100.0
        self.assertEqual(self.say(sale % "3 900,00")[4], 4100.0)
        self.assertEqual(vehicle.ownership_ids.remaining_amount, 4100.0)
