"""What sites and portals have sent this morning, with an enquiry that a person has to read."""

from datetime import timedelta

ADF = """<?xml version="1.0" encoding="UTF-8"?>
<?adf version="1.0"?>
<adf>
  <prospect status="new">
    <id sequence="1" source="Occasions Aveyron">OA-20814</id>
    <requestdate>{requested}</requestdate>
    <vehicle interest="buy" status="used">
      <year>2022</year>
      <make>Dacia</make>
      <model>Duster</model>
      <price type="asking" currency="EUR">16 490</price>
    </vehicle>
    <vehicle interest="trade-in" status="used">
      <year>2013</year>
      <make>Renault</make>
      <model>Clio</model>
      <odometer units="km">142000</odometer>
    </vehicle>
    <customer>
      <contact>
        <name part="first">Maëlys</name>
        <name part="last">Cabrol</name>
        <email>maelys.cabrol@example.com</email>
        <phone type="cellphone" time="evening">07 99 99 02 27</phone>
      </contact>
      <comments>Bonjour, le Duster est-il toujours disponible ? Je peux passer samedi matin.</comments>
    </customer>
    <provider><name part="full">Occasions Aveyron</name></provider>
  </prospect>
</adf>
"""
UNREADABLE = """<?adf version="1.0"?>
<adf><prospect><customer><contact><name part="full">Gabin Fabre</name><phone>
"""
MAIL = """Une demande vient d'arriver sur Auto Rouergue.

Nom : Lacombe
Prénom : Thibault
Téléphone : 07 99 99 02 75
E-mail : thibault.lacombe@example.com
Véhicule : Peugeot 2008 GT - 21 900 €
Numéro de la demande : AR-7731
Message :
Est-il possible d'essayer la voiture jeudi soir ?
"""


def make_enquiries(world):
    """Return the source and the profile that are shown."""
    env, team = world.env, world.sites[0].team
    source = env["dealership.source"].create(
        {"name": "Occasions Aveyron", "company_id": team.company_id.id, "team_id": team.id, "business_attribute": "vo"}
    )
    profile = env["dealership.lead.mail.profile"].create(
        {"name": "Auto Rouergue", "company_id": team.company_id.id, "sender": "@auto-rouergue.example", "sample": MAIL}
    )
    profile.action_read_sample()
    requested = (world.now - timedelta(minutes=12)).strftime("%Y-%m-%dT%H:%M:%SZ")
    env["dealership.adf"]._receive(ADF.format(requested=requested).encode(), team)
    env["dealership.adf"]._receive(UNREADABLE.encode(), team)
    intake = env["dealership.intake"]
    arrival = intake._prepare_arrival(MAIL, team.company_id, team, name="mail.txt", source=profile)
    intake._take_in_document(profile._read, arrival)
    return source, profile
