"""The dealer management system of the workshop in Rodez: its file has been tried, and nothing has been taken in yet.

``./dev demo --day`` plays its day (``tools/workshop_day.py``), with files like this one.
"""

ORDERS = (
    "N° OR;Date ouverture;Date clôture;Statut;Km;Montant client;Conseiller;Code client;Nom client;Prénom;Portable;"
    "E-mail;Immatriculation;N° châssis;Marque;Modèle\n"
    "OR-90001;{day} 08:10;{day} 11:30;Facturé;48210;189,90;Julien Fabre;C9001;Bach;Lucie;07 99 99 71 01;"
    "lucie.bach@example.com;GK-101-RZ;VF1RFB00590071011;Renault;Clio\n"
    "OR-90002;{day} 09:00;;En cours;71350;;Julien Fabre;C9002;Cros;Hugo;07 99 99 71 02;hugo.cros@example.com;"
    "GK-102-RZ;VF1RJL00590071028;Renault;Captur\n"
    "OR-90003;{day} 09:20;;Terminé;23900;99,00;Julien Fabre;C9003;Marty;Jade;07 99 99 71 03;jade.marty@example.com;"
    "GK-103-RZ;UU1DJF00590071035;Dacia;Sandero\n"
    "OR-90004;{day} 09:40;;Ouvert;12050;;Julien Fabre;C9004;Rey;Paul;07 99 99 71 04;paul.rey@example.com;"
    "GK-104-RZ;UU1HJD00590071042;Dacia;Duster\n"
)

# What is wrong with two more rows of the file that was tried.
WRONG = (
    "OR-90005;31/02/{year} 10:00;;En cours;8800;;Julien Fabre;C9005;Gal;Inès;07 99 99 71 05;;GK-105-RZ;;Renault;Zoé\n"
    "OR-90006;{day} 10:20;;Attente pièces;64000;;Julien Fabre;C9006;Noël;Tom;07 99 99 71 06;;GK-106-RZ;;Dacia;Logan\n"
)


def make_feeds(world):
    """Return the source."""
    env, team = world.env, world.sites[0].team
    source = env["dealership.source"].create(
        {"name": "DMS de l'atelier", "code": "dms-atelier", "company_id": team.company_id.id, "team_id": team.id}
    )
    day = world.before(days=1)
    said = {"day": day.strftime("%d/%m/%Y"), "year": day.year}
    feed = env["dealership.feed"]._guess(ORDERS.format(**said).encode(), "ordres.csv")
    feed = feed._keep(source, name="Ordres de réparation")
    feed._load((ORDERS + WRONG).format(**said).encode(), f"ordres_{day}.csv", dry_run=True)
    feed.live_since = world.now
    return source
