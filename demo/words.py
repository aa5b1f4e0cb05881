"""Raw material of the demo dealership: names, places and cars of the Aveyron and around."""

FEMALE_NAMES = """Marie Camille Élodie Hélène Françoise Chloé Léa Manon Océane Zoé Noémie Anaïs Céline Sandrine
Geneviève Bénédicte Aurélie Clémence Joséphine Maëlys Solène Inès Valérie Monique Jacqueline Agnès"""
MALE_NAMES = """Jean Benoît Jérôme François Loïc Gaël Théo Léo Rémi Frédéric Stéphane Cédric Gérard André René
Mathéo Raphaël Noël Joël Sébastien Yves Bernard Hugo Lucas Michel Émile"""
LAST_NAMES = """Alary Albouy Alric Andrieu Arnal Bastide Bessière Bonnefous Boudes Bousquet Calmels Cance Cayla
Cazottes Combes Costes Crouzet Delmas Delpech Durand Enjalbert Escalier Espinasse Fabre Falguières Foulquier
Fraysse Galtier Garrigues Gayraud Ginestet Grès Issaly Izard Jalabert Joulié Laborie Lacombe Lagarrigue
Malaval Marty Maurel Mazars Mouly Nègre Olivié Pégorier Pomarède Portal Pouget Puech Ramondenc Raynal Rigal
Roques Rouvière Sabatier Saules Séguret Serieys Teyssèdre Tournemire Trémolet Valette Vayssade Verdier
Vernhes Vialaret Viguier Ygonenc O'Brien D'Armagnac Le_Goff De_La_Roque"""

FEMALE_NAMES, MALE_NAMES, LAST_NAMES = (names.split() for names in (FEMALE_NAMES, MALE_NAMES, LAST_NAMES))

STREETS = """rue Béteille|avenue Victor Hugo|place du Bourg|rue de l'Embergue|boulevard Flaugergues|chemin des Landes
rue Droite|impasse des Tilleuls|avenue Jean Jaurès|route de Saint-Félix|rue du Faubourg Saint-Cyrice|allée des Érables
rue de la Capelle|lotissement Le Clos Fleuri|côte du Palais|rue Clausel de Coussergues|place Émile Cartailhac"""
STREETS = STREETS.replace("\n", "|").split("|")

# Postcode and town, by site.
TOWNS = {
    "rodez": """12000 Rodez|12000 Rodez|12000 Rodez|12850 Onet-le-Château|12450 Luc-la-Primaube|12510 Olemps
12740 Sébazac-Concourès|12160 Baraqueville|12330 Marcillac-Vallon|12310 Laissac-Sévérac l'Église|12500 Espalion
12200 Villefranche-de-Rouergue|12300 Decazeville|48000 Mende|81190 Mirandol-Bourgnounac""",
    "millau": """12100 Millau|12100 Millau|12100 Creissels|12400 Saint-Affrique|12520 Aguessac|12230 Nant
12150 Sévérac-d'Aveyron|12250 Roquefort-sur-Soulzon|12720 Peyreleau|48500 La Canourgue|48400 Florac Trois Rivières""",
    "albi": """81000 Albi|81000 Albi|81160 Saint-Juéry|81380 Lescure-d'Albigeois|81600 Gaillac|81400 Carmaux
81300 Graulhet|81100 Castres|81150 Marssac-sur-Tarn""",
}
TOWNS = {site: towns.replace("\n", "|").split("|") for site, towns in TOWNS.items()}

COMPANY_NAMES = """Transports Puech|Boulangerie du Rouergue|Maçonnerie Galtier et Fils|SCEA du Larzac|Cabinet Delmas
Électricité Vernhes|Garage des Causses|Laiterie de l'Aubrac|Ambulances du Viaur|Pharmacie des Cordeliers
Plomberie Joulié|Taxi Lévézou|Menuiserie Raynal|Coutellerie de Laguiole|Hôtel du Midi|Fromagerie Saint-Georges
Couverture Marty|Auto-école du Piton|Infirmières de la Dourbie|Domaine des Grands Rougiers|Imprimerie Carrère
Paysages du Ségala|Ateliers Cassagnes|Vignobles du Gaillacois|Pompes Funèbres Espinasse|Conserverie du Quercy
École de Danse Soler|Cycles Fabre|Charpentes Bonnet|Ferronnerie d'Oc|Traiteur Lacombe|Bureau d'Études Aubin
Apiculture du Sidobre|Optique Jaurès|Cave Coopérative de Técou|Librairie des Arcades"""
COMPANY_NAMES = COMPANY_NAMES.replace("\n", "|").split("|")
LEGAL_FORMS = ["SARL", "SAS", "EURL", "SA"]

# XML id of the brand → models as (name, energies, price of a new one in euros).
MODELS = {
    "fleet.brand_peugeot": [
        ("208", ["gasoline", "electric", "diesel"], 22500),
        ("308", ["gasoline", "plug_in_hybrid_gasoline", "diesel"], 31000),
        ("3008", ["full_hybrid", "diesel", "electric"], 41500),
        ("Rifter", ["diesel", "electric"], 33000),
    ],
    "fleet.brand_citroen": [
        ("C3", ["gasoline", "electric"], 17900),
        ("C5 Aircross", ["plug_in_hybrid_gasoline", "diesel"], 38000),
        ("Berlingo", ["diesel", "electric"], 29900),
    ],
    "fleet.brand_opel": [("Corsa", ["gasoline", "electric"], 21500), ("Mokka", ["gasoline", "electric"], 28000)],
    "fleet.brand_renault": [
        ("Clio", ["gasoline", "full_hybrid", "lpg"], 20500),
        ("Captur", ["gasoline", "full_hybrid"], 26800),
        ("Mégane E-Tech", ["electric"], 38000),
        ("Austral", ["full_hybrid"], 39500),
    ],
    "crm_dealership.demo_brand_dacia": [
        ("Sandero", ["gasoline", "lpg"], 13500),
        ("Duster", ["gasoline", "full_hybrid", "lpg"], 22900),
    ],
    "fleet.brand_volkswagen": [
        ("Polo", ["gasoline"], 22000),
        ("Golf", ["gasoline", "diesel"], 31900),
        ("ID.3", ["electric"], 36900),
    ],
    "fleet.brand_kia": [("Picanto", ["gasoline"], 16500), ("Sportage", ["full_hybrid", "diesel"], 37500)],
}
COLOURS = ["Blanc nacré", "Gris artense", "Noir perla", "Bleu vertigo", "Rouge elixir", "Vert olivine"]

WORKSHOP_JOBS = [
    ("Révision annuelle", 289.0),
    ("Vidange et filtres", 149.0),
    ("Plaquettes et disques avant", 412.5),
    ("Distribution et pompe à eau", 745.0),
    ("Pneus avant, géométrie", 318.0),
    ("Climatisation : recharge et contrôle", 119.0),
    ("Voyant moteur : diagnostic", 89.0),
    ("Carrosserie : pare-chocs arrière", 680.0),
    ("Batterie de service", 178.0),
    ("Contrôle avant vacances", 49.0),
]
PARTS = [("Jeu de tapis", 79.9), ("Barres de toit", 215.0), ("Attelage", 489.0), ("Pneus hiver (4)", 520.0)]
LEAD_TITLES = {
    "vn": ["Demande d'essai", "Demande de prix", "Configuration en ligne"],
    "vo": ["Véhicule d'occasion vu en ligne", "Reprise et achat", "Demande de financement"],
    "vd": ["Véhicule de démonstration", "Véhicule de direction"],
    "apv": ["Demande de rendez-vous atelier", "Devis carrosserie", "Pneumatiques"],
}
LEAD_SOURCES = ["Site du groupe", "Leboncoin", "La Centrale", "Site constructeur", "Passage au hall", "Appel entrant"]

CALL_SUMMARIES = {
    "vo": [
        "Intéressé par une 3008 d'occasion vue en ligne ; souhaite la voir samedi matin.",
        "Demande si la Clio est toujours disponible et si une reprise est possible.",
        "Veut connaître l'historique d'entretien et le nombre de propriétaires.",
    ],
    "vn": [
        "Souhaite essayer la 208 électrique la semaine prochaine.",
        "Demande les délais de livraison et une offre de location sur 36 mois.",
    ],
    "apv": [
        "Prend rendez-vous pour une révision et un voyant moteur allumé.",
        "Demande si son véhicule est prêt.",
    ],
}
