-- A dealership group of a million customers, by plain INSERT … SELECT.
--
-- Everything is dated relative to one moment and drawn from one seed, so that two machines measure the same
-- rows. Rows that a real database collects day by day (repair orders, appointments, leads, invoices)
-- are written in the order of their dates; who they belong to is spread over the whole customer file.
-- Some customers come often, many once: draw(n) favours a part of the 0 … n-1 and scatters them.
--
-- The placeholders are psycopg2's; seeding.py fills them.

SELECT setseed(0.2026);

CREATE FUNCTION pg_temp.draw(size bigint) RETURNS bigint LANGUAGE sql VOLATILE AS
$$ SELECT (floor(size * power(random(), 1.5))::bigint * 48271) %% size $$;

CREATE FUNCTION pg_temp.pick(choices anyarray) RETURNS anyelement LANGUAGE sql VOLATILE AS
$$ SELECT choices[1 + floor(random() * cardinality(choices))::int] $$;

-- Cities: 1 is Rodez (1.5 %% of the customers), the rest gets rarer and rarer.
CREATE TEMP TABLE city AS
SELECT rank, CASE rank WHEN 1 THEN 'Rodez' WHEN 2 THEN 'Millau' ELSE 'Commune ' || rank END AS city,
       CASE rank WHEN 1 THEN '12000' WHEN 2 THEN '12100' ELSE lpad((1000 + rank * 137 %% 95000)::text, 5, '0') END AS zip
  FROM generate_series(1, 400) AS rank;

-- customers -------------------------------------------------------------------------------------------
INSERT INTO res_partner (
    id, company_id, name, complete_name, firstname, lastname, courtesy_title, commercial_partner_id, same_customer_id, type, active,
    is_company, partner_share, employee, lang, tz, city, zip, country_id, email, email_normalized, phone, phone_sanitized,
    has_mobile, birthdate_date, team_id, user_id, customer_profile_id, autopost_bills, color, customer_rank,
    supplier_rank, message_bounce, create_uid, create_date, write_uid, write_date)
SELECT %(first_customer)s + number, CASE WHEN random() < 0.8 THEN %(company)s END, name, name,
       split_part(name, ' ', 1), split_part(name, ' ', 2), pg_temp.pick(ARRAY['madam', 'sir', NULL]),
       %(first_customer)s + number, %(first_customer)s + number, 'contact', random() < 0.97, random() < 0.08, TRUE, FALSE,
       CASE WHEN random() < 0.93 THEN 'fr_FR' ELSE 'en_US' END, 'Europe/Paris', city, zip, %(country)s,
       email, email, '+33 6 ' || number, CASE WHEN has_phone THEN '+336' || lpad(number::text, 8, '0') END,
       has_phone AND random() < 0.85,
       CASE WHEN random() < 0.6 THEN (%(now)s::date - 6600 - floor(power(random(), 0.9) * 20000)::int) END,
       pg_temp.pick(%(teams)s),
       pg_temp.pick(%(users)s),
       CASE WHEN random() < 0.9 THEN (%(profiles)s)[1] ELSE (%(profiles)s)[cardinality(%(profiles)s)] END,
       'ask', 0, 1, 0, 0, 1, created, 1, created
  FROM (SELECT number, 'Prénom' || number %% 700 || ' Nom' || number AS name, random() < 0.8 AS has_phone,
               CASE WHEN random() < 0.72 THEN 'client' || number || '@example.com' END AS email,
               CASE WHEN random() < 0.015 THEN 1 ELSE 2 + floor(399 * power(random(), 2.0))::int END AS city_rank,
               %(now)s::timestamp - interval '12 years' * (1 - (number + random()) / %(customers)s) AS created
          FROM generate_series(0, %(customers)s - 1) AS number) AS customer
  JOIN city ON city.rank = customer.city_rank
 ORDER BY customer.number;
SELECT setval('res_partner_id_seq', %(first_customer)s + %(customers)s);

INSERT INTO dealership_consent (
    partner_id, company_id, purpose, channel, granted, decided_at, origin, create_uid, create_date, write_uid, write_date)
SELECT %(first_customer)s + number, %(company)s, 'marketing', 'email', random() < 0.7, %(now)s, 'form',
       1, %(now)s, 1, %(now)s
  FROM generate_series(0, %(customers)s - 1) AS number
 WHERE random() < 0.4;

-- vehicles: three quarters of the customers own one or more ---------------------------------------------
INSERT INTO fleet_vehicle (
    id, company_id, owner_id, counts_for_id, team_id, model_id, brand_id, category_id, state_id, name, license_plate, active, sale_type,
    fuel_type, delivery_date, owner_since, first_registration_date, warranty_end, mileage, odometer_unit, power_unit,
    co2_emission_unit, range_unit, create_uid, create_date, write_uid, write_date)
SELECT %(first_vehicle)s + number, %(company)s, owner, owner,
       pg_temp.pick(%(teams)s), model.id, model.brand_id, NULL, NULL,
       model.name, 'AA-' || number, random() < 0.95, sale_type, pg_temp.pick(ARRAY['diesel', 'gasoline', 'electric']),
       delivery, delivery, delivery - CASE sale_type WHEN 'vn' THEN 2 WHEN 'vd' THEN 150 ELSE 900 END,
       delivery + 730, floor(random() * 150000)::int, 'kilometers', 'power', 'g/km', 'km', 1, delivery, 1, delivery
  FROM (SELECT number, CASE WHEN random() < 0.96 THEN %(first_customer)s + pg_temp.draw(%(customers)s) END AS owner,
               pg_temp.pick(%(sale_types)s) AS sale_type,
               1 + floor(cardinality(%(models)s) * power(random(), 1.4))::int AS model_number,
               CASE WHEN random() < 0.93
                    THEN %(now)s::date + 20 - floor(4400 * (1 - number::float / %(vehicles)s) * (0.7 + random() * 0.3))::int
               END AS delivery
          FROM generate_series(0, %(vehicles)s - 1) AS number) AS vehicle
  JOIN fleet_vehicle_model AS model ON model.id = (%(models)s)[model_number]
 ORDER BY vehicle.number;
SELECT setval('fleet_vehicle_id_seq', %(first_vehicle)s + %(vehicles)s);

-- leads and opportunities, five years of them; one in six has no customer yet ---------------------------
INSERT INTO crm_lead (
    id, company_id, team_id, user_id, partner_id, counts_for_id, name, type, priority, active, probability, won_status, lead_state,
    lead_status, stage_id, business_attribute, brand_id, source_id, expected_revenue, create_uid, create_date,
    write_uid, write_date, date_last_stage_update, date_open, handled_at, done_at, date_closed, abandoned_at)
SELECT %(first_lead)s + number, %(company)s, pg_temp.pick(%(teams)s),
       CASE WHEN random() < 0.8 THEN pg_temp.pick(%(users)s) END,
       customer, customer, 'Enquiry ' || number, CASE WHEN random() < 0.65 THEN 'lead' ELSE 'opportunity' END, '0', state <> 'abandoned',
       CASE state WHEN 'abandoned' THEN 0 WHEN 'done' THEN 100 ELSE 20 END,
       CASE state WHEN 'abandoned' THEN 'lost' WHEN 'done' THEN 'won' ELSE 'pending' END, state,
       CASE WHEN random() < 0.7 THEN 'new' ELSE 'follow_up' END,
       CASE state WHEN 'done' THEN %(won_stage)s ELSE %(new_stage)s END, pg_temp.pick(%(business_attributes)s),
       CASE WHEN random() < 0.6 THEN pg_temp.pick(%(brands)s) END,
       pg_temp.pick(%(sources)s), floor(random() * 30000)::int,
       1, created, 1, created, created, created,
       CASE WHEN state <> 'open' OR random() < 0.5 THEN created + random() * interval '2 days' END,
       CASE state WHEN 'done' THEN closed END, CASE state WHEN 'done' THEN closed END,
       CASE state WHEN 'abandoned' THEN closed END
  FROM (SELECT *, least(created + random() * interval '60 days', %(now)s::timestamp) AS closed,
               CASE WHEN created < %(now)s::timestamp - interval '90 days'
                    THEN pg_temp.pick(ARRAY['done', 'done', 'abandoned', 'abandoned', 'abandoned', 'abandoned'])
                    ELSE pg_temp.pick(ARRAY['open', 'open', 'open', 'done', 'abandoned']) END AS state
          FROM (SELECT number, %(now)s::timestamp - interval '5 years' * (1 - (number + random()) / %(leads)s) AS created,
                       CASE WHEN random() < 0.84 THEN %(first_customer)s + pg_temp.draw(%(customers)s) END AS customer
                  FROM generate_series(0, %(leads)s - 1) AS number) AS dated) AS lead;
SELECT setval('crm_lead_id_seq', %(first_lead)s + %(leads)s);

-- appointments: five years back, seven weeks ahead; and meetings that concern no customer ----------------
CREATE TEMP TABLE visit AS
SELECT number, CASE WHEN random() < 0.7 THEN %(first_vehicle)s + pg_temp.draw(%(vehicles)s) END AS vehicle_id,
       %(first_customer)s + pg_temp.draw(%(customers)s) AS customer_id
  FROM generate_series(0, %(appointments)s - 1) AS number;
INSERT INTO calendar_event (
    id, name, active, start, stop, duration, allday, show_as, privacy, user_id, team_id, customer_id, counts_for_id,
    vehicle_id, opportunity_id,
    appointment_kind, appointment_status, create_uid, create_date, write_uid, write_date)
SELECT %(first_appointment)s + visit.number, kind, random() < 0.97, start, start + interval '1 hour', 1, FALSE, 'busy',
       pg_temp.pick(ARRAY['public', 'confidential', NULL]),
       pg_temp.pick(%(users)s),
       pg_temp.pick(%(teams)s), coalesce(vehicle.owner_id, visit.customer_id), coalesce(vehicle.owner_id, visit.customer_id),
       visit.vehicle_id,
       CASE WHEN kind <> 'workshop' AND random() < 0.3 THEN %(first_lead)s + floor(random() * %(leads)s)::int END, kind,
       CASE WHEN start > %(now)s::timestamp THEN pg_temp.pick(ARRAY['planned', 'planned', 'confirmed', 'cancelled'])
            ELSE pg_temp.pick(ARRAY['done', 'done', 'done', 'done', 'done', 'no_show', 'cancelled']) END,
       1, start - interval '12 days', 1, start - interval '12 days'
  FROM (SELECT number, pg_temp.pick(ARRAY['workshop', 'workshop', 'workshop', 'workshop', 'sales', 'test_drive', 'delivery']) AS kind,
               date_trunc('minute', %(now)s::timestamp - interval '5 years'
                   + interval '1875 days' * ((number + random()) / %(appointments)s)) AS start
          FROM generate_series(0, %(appointments)s - 1) AS number) AS event
  JOIN visit USING (number)
  LEFT JOIN fleet_vehicle AS vehicle ON vehicle.id = visit.vehicle_id
 ORDER BY visit.number;
DROP TABLE visit;
INSERT INTO calendar_event (
    id, name, active, start, stop, duration, allday, show_as, user_id, appointment_status, create_uid, create_date, write_uid, write_date)
SELECT %(first_appointment)s + %(appointments)s + number, 'Meeting', TRUE, start, start + interval '1 hour', 1, FALSE, 'busy',
       pg_temp.pick(%(users)s), 'planned', 1, start, 1, start
  FROM (SELECT number, %(now)s::timestamp - interval '4 years' * random() AS start
          FROM generate_series(0, %(appointments)s / 20) AS number) AS meeting;
INSERT INTO calendar_event_res_partner_rel (calendar_event_id, res_partner_id)
SELECT event.id, users.partner_id FROM calendar_event AS event JOIN res_users AS users ON users.id = event.user_id
 WHERE event.id >= %(first_appointment)s;
SELECT setval('calendar_event_id_seq', %(first_appointment)s + %(appointments)s + %(appointments)s / 20 + 1);

-- repair orders, eight years of them; the customer is the vehicle's owner, sometimes a former one -------------
CREATE TEMP TABLE work AS
SELECT number, %(first_vehicle)s + pg_temp.draw(%(vehicles)s) AS vehicle_id,
       %(first_customer)s + pg_temp.draw(%(customers)s) AS customer_id, random() < 0.05 AS former
  FROM generate_series(0, %(repair_orders)s - 1) AS number;
INSERT INTO dealership_repair_order (
    id, name, company_id, team_id, partner_id, counts_for_id, vehicle_id, advisor_id, status, dms_status_code, opened_at, closed_at,
    mileage, customer_pay_amount, warranty_pay_amount, create_uid, create_date, write_uid, write_date)
SELECT %(first_repair_order)s + work.number, 'RO' || work.number, %(company)s,
       pg_temp.pick(%(teams)s),
       CASE WHEN former THEN customer_id ELSE coalesce(vehicle.owner_id, customer_id) END,
       CASE WHEN former THEN customer_id ELSE coalesce(vehicle.owner_id, customer_id) END, work.vehicle_id,
       pg_temp.pick(%(users)s), status,
       pg_temp.pick(ARRAY['10', '20', '30', '90']), opened_at,
       CASE status WHEN 'closed' THEN opened_at + random() * interval '3 days' END, floor(random() * 150000)::int,
       round((random() * 900)::numeric, 2), CASE WHEN random() < 0.2 THEN round((random() * 600)::numeric, 2) ELSE 0 END,
       1, opened_at, 1, opened_at
  FROM (SELECT number, opened_at,
               CASE WHEN opened_at > %(now)s::timestamp - interval '5 days'
                    THEN pg_temp.pick(ARRAY['open', 'in_progress', 'ready', 'closed']) ELSE 'closed' END AS status
          FROM (SELECT number, %(now)s::timestamp - interval '8 years' * (1 - (number + random()) / %(repair_orders)s) AS opened_at
                  FROM generate_series(0, %(repair_orders)s - 1) AS number) AS dated) AS event
  JOIN work USING (number)
  LEFT JOIN fleet_vehicle AS vehicle ON vehicle.id = work.vehicle_id
 ORDER BY work.number;
DROP TABLE work;
SELECT setval('dealership_repair_order_id_seq', %(first_repair_order)s + %(repair_orders)s);

-- invoices, five years of them, a few credit notes and vendor bills among them ------------------------------
INSERT INTO account_move (
    id, journal_id, company_id, currency_id, partner_id, commercial_partner_id, counts_for_id, team_id,
    invoice_user_id, name, state,
    move_type, auto_post, payment_state, date, invoice_date, invoice_date_due, amount_untaxed, amount_total,
    amount_residual, amount_total_signed, amount_residual_signed, invoice_reason, checked, create_uid, create_date, write_uid, write_date)
SELECT %(first_invoice)s + number, %(journal)s, %(company)s, %(currency)s, customer, customer, customer,
       pg_temp.pick(%(teams)s),
       pg_temp.pick(%(users)s), 'INV/' || number,
       CASE WHEN random() < 0.97 THEN 'posted' ELSE 'draft' END, move_type, 'no',
       CASE WHEN paid THEN 'paid' ELSE 'not_paid' END, day, day, day + 30, amount, amount,
       CASE WHEN paid THEN 0 ELSE amount END, amount, CASE WHEN paid THEN 0 ELSE amount END,
       pg_temp.pick(ARRAY['vehicle', 'workshop', 'workshop', 'workshop', 'parts']), TRUE, 1, day, 1, day
  FROM (SELECT number, %(first_customer)s + pg_temp.draw(%(customers)s) AS customer,
               pg_temp.pick(array_fill('out_invoice'::text, ARRAY[37]) || ARRAY['out_refund', 'out_refund', 'in_invoice']) AS move_type,
               number < %(invoices)s * 0.96 OR random() < 0.4 AS paid, round((20 + random() * 1500)::numeric, 2) AS amount,
               %(now)s::date - floor(1826 * (1 - (number + random()) / %(invoices)s))::int AS day
          FROM generate_series(0, %(invoices)s - 1) AS number) AS invoice;
SELECT setval('account_move_id_seq', %(first_invoice)s + %(invoices)s);
