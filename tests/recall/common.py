from ..common import DealershipCommon

VIN, OTHER_VIN, STRANGE_VIN = "VF3CCHMZ6JT000001", "VF3CCHMZ6JT000002", "WVWZZZ1KZAW000003"


class RecallCommon(DealershipCommon):
    """A recall of three vehicles, of which two are known: one is Jeanne's, one nobody's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_customer()
        cls.vehicle = cls.make_vehicle(cls.jeanne, vin_sn="vf3 cchmz6 jt000001", license_plate="AB-123-CD")
        cls.other_vehicle = cls.make_vehicle(vin_sn=OTHER_VIN)
        cls.recall = cls.make_recall()
        cls.recall._load_list(dict.fromkeys([VIN, OTHER_VIN, STRANGE_VIN]), False)

    @classmethod
    def make_recall(cls, **vals):
        defaults = {
            "name": "Airbag",
            "reference": "KNK",
            "company_id": cls.company_a.id,
            "reason": "The airbag may not open.",
            "work": "We replace it within two hours.",
        }
        return cls.env["dealership.recall"].create({**defaults, **vals})

    def line(self, vin=VIN, recall=None):
        return (recall or self.recall).vehicle_ids.filtered(lambda line: line.vin == vin)
