"""A month of a workshop: people, what happens to them, and what each must receive; worked out by hand.

Days and hours are those of the clock on the wall in Rodez, 2026. The workshop is open from Monday to Friday; clocks are
put forward on Sunday 29.3, Monday 6.4 is Easter Monday. The house looks at its scenarios every half hour from 07:00 on,
so a message leaves at the half hour after what it follows from.

==========  =========================================================================================
thanks      for booking
day, hours  reminders: at 10:00 of the day before, two hours before
moved       the appointment has another date or hour
missed      two hours after an appointment to which nobody came
intro       who looks after the car: once a repair order opens
progress    90 to 120 minutes after that
ready       each time the car gets ready
survey      at 10:00, one working day after the order was closed
review      at 17:30 of the same day
==========  =========================================================================================

A line is a person, what happens, and what they get; "for NAME" says whose order it is where somebody else brings the
car, "car 2" which of their vehicles.
"""

PEOPLE = """
-- nothing out of the ordinary
Adam    | 24.3 09:10 book 27.3 14:00; 27.3 14:05 open; 27.3 16:10 ready; 27.3 17:20 close
        > 24.3 09:30 thanks; 26.3 10:00 day; 27.3 12:00 hours; 27.3 14:30 intro; 27.3 16:00 progress; 27.3 16:30 ready
        > 30.3 10:00 survey; 30.3 17:30 review
Alma    | 30.3 16:40 book 2.4 09:15; 2.4 09:10 open; 2.4 11:40 ready; 2.4 12:05 close
        > 30.3 17:00 thanks; 1.4 10:00 day; 2.4 08:00 hours; 2.4 09:30 intro; 2.4 11:00 progress; 2.4 12:00 ready
        > 3.4 10:00 survey; 3.4 17:30 review
Anton   | 14.4 10:20 book 22.4 16:00; 22.4 15:50 open; 22.4 17:40 ready; 23.4 09:00 close
        > 14.4 10:30 thanks; 21.4 10:00 day; 22.4 14:00 hours; 22.4 16:00 intro; 22.4 17:30 progress; 22.4 18:00 ready
        > 24.4 10:00 survey; 24.4 17:30 review
Arlette | 8.4 08:40 open; 8.4 09:20 ready; 8.4 17:00 close
        > 8.4 09:00 intro; 8.4 09:30 ready; 9.4 10:00 survey; 9.4 17:30 review
Aude    | 20.4 18:40 open; 21.4 08:50 ready > 20.4 19:00 intro; 21.4 09:00 ready
-- early and late slots
Basile  | 24.3 11:10 book 26.3 07:30; 26.3 07:35 open; 26.3 11:20 ready; 26.3 17:00 close
        > 24.3 11:30 thanks; 25.3 10:00 day; 25.3 20:00 hours; 26.3 08:00 intro; 26.3 09:30 progress; 26.3 11:30 ready
        > 27.3 10:00 survey; 27.3 17:30 review
Bea     | 24.3 11:10 book 26.3 08:00; 26.3 08:05 open; 26.3 09:20 ready
        > 24.3 11:30 thanks; 25.3 10:00 day; 25.3 20:00 hours; 26.3 08:30 intro; 26.3 09:30 ready
Benoit  | 24.3 11:10 book 26.3 08:30; 26.3 08:20 open; 26.3 09:10 ready
        > 24.3 11:30 thanks; 25.3 10:00 day; 26.3 08:00 hours; 26.3 08:30 intro; 26.3 09:30 ready
Brice   | 26.3 17:10 book 30.3 07:30; 30.3 07:25 open; 30.3 08:40 ready
        > 26.3 17:30 thanks; 29.3 10:00 day; 29.3 20:00 hours; 30.3 07:30 intro; 30.3 09:00 ready
Bruna   | 13.4 09:10 book 16.4 19:30; 16.4 19:10 open; 16.4 19:20 ready
        > 13.4 09:30 thanks; 15.4 10:00 day; 16.4 17:30 hours; 16.4 19:30 ready
-- booked today for tomorrow, or for this afternoon
Carla   | 24.3 15:10 book 25.3 10:00; 25.3 09:50 open; 25.3 11:10 ready
        > 24.3 15:30 thanks; 25.3 08:00 hours; 25.3 10:00 intro; 25.3 11:30 ready
Cedric  | 14.4 09:40 book 15.4 14:10; 15.4 14:05 open; 15.4 15:10 ready
        > 14.4 10:00 thanks; 15.4 12:30 hours; 15.4 14:30 intro; 15.4 15:30 ready
Chloe   | 25.3 13:05 book 25.3 15:10; 25.3 15:05 open; 25.3 16:10 ready
        > 25.3 13:30 thanks; 25.3 15:30 intro; 25.3 16:30 ready
Cyril   | 28.3 22:30 book 30.3 09:40; 30.3 09:45 open; 30.3 10:50 ready
        > 29.3 08:00 thanks; 30.3 08:00 hours; 30.3 10:00 intro; 30.3 11:00 ready
Colette | 9.4 16:10 book 10.4 08:00; 10.4 08:05 open; 10.4 09:10 ready
        > 9.4 16:30 thanks; 9.4 20:00 hours; 10.4 08:30 intro; 10.4 09:30 ready
-- cancelled
Denis   | 24.3 14:10 book 31.3 11:00; 30.3 17:10 cancel > 24.3 14:30 thanks; 30.3 10:00 day
Diane   | 24.3 14:10 book 31.3 11:00; 27.3 09:10 cancel > 24.3 14:30 thanks
Dora    | 24.3 14:10 book 31.3 11:10; 31.3 09:05 cancel > 24.3 14:30 thanks; 30.3 10:00 day
Didier  | 26.3 08:40 open; 26.3 08:50 cancelorder > 
Dunya   | 26.3 08:40 open; 26.3 09:10 cancelorder > 26.3 09:00 intro
-- missed
Edgar   | 23.3 10:10 book 26.3 09:15 > 23.3 10:30 thanks; 25.3 10:00 day; 26.3 08:00 hours; 26.3 11:30 missed
Elena   | 23.3 10:10 book 26.3 09:15; 26.3 10:05 book 31.3 14:10; 31.3 14:05 open; 31.3 15:10 ready
        > 23.3 10:30 thanks; 25.3 10:00 day; 26.3 08:00 hours; 26.3 10:30 thanks; 30.3 10:00 day; 31.3 12:30 hours
        > 31.3 14:30 intro; 31.3 15:30 ready
Emile   | 23.3 10:10 book 26.3 09:15; 26.3 10:05 cancel > 23.3 10:30 thanks; 25.3 10:00 day; 26.3 08:00 hours
Esther  | 25.3 13:05 book 25.3 15:10 > 25.3 13:30 thanks; 25.3 17:30 missed
Eva     | 13.4 10:10 book 15.4 17:20 > 13.4 10:30 thanks; 14.4 10:00 day; 15.4 15:30 hours; 15.4 19:30 missed
Elias   | 13.4 10:10 book 15.4 18:10 > 13.4 10:30 thanks; 14.4 10:00 day; 15.4 16:30 hours; 16.4 08:00 missed
Edith   | 13.4 10:10 book 16.4 09:40; 16.4 11:10 miss
        > 13.4 10:30 thanks; 15.4 10:00 day; 16.4 08:00 hours; 16.4 12:00 missed
-- the car is brought by somebody else, at another time, on another order
Fanny   | 23.3 10:10 book 26.3 10:15; 26.3 10:05 open for Felix; 26.3 11:10 ready; 26.3 16:40 close
        > 23.3 10:30 thanks; 25.3 10:00 day; 26.3 08:30 hours
Felix   | > 26.3 10:30 intro; 26.3 11:30 ready; 27.3 10:00 survey; 27.3 17:30 review
Flora   | 23.3 10:10 book 26.3 10:15; 26.3 10:05 open for Firmin unlinked; 26.3 11:10 ready
        > 23.3 10:30 thanks; 25.3 10:00 day; 26.3 08:30 hours
Firmin  | > 26.3 10:30 intro; 26.3 11:30 ready
Franck  | 24.3 10:10 book 30.3 08:00; 27.3 17:50 open for Freya unlinked; 30.3 10:40 ready
        > 24.3 10:30 thanks
Freya   | > 27.3 18:00 intro; 27.3 19:30 progress; 30.3 11:00 ready
Fabien  | 1.4 10:10 book 7.4 08:00; 3.4 17:50 open for Faustine unlinked
        > 1.4 10:30 thanks
Faustine| > 3.4 18:00 intro; 3.4 19:30 progress
Frieda  | 23.3 10:10 book 26.3 10:15; 26.3 10:05 open nocar unlinked; 26.3 11:10 ready
        > 23.3 10:30 thanks; 25.3 10:00 day; 26.3 08:30 hours; 26.3 10:30 intro; 26.3 11:30 ready
-- moved
Gaston  | 23.3 10:10 book 26.3 14:00; 26.3 09:10 move 26.3 16:00; 26.3 15:55 open; 26.3 17:10 ready
        > 23.3 10:30 thanks; 25.3 10:00 day; 26.3 09:30 moved; 26.3 14:00 hours; 26.3 16:00 intro; 26.3 17:30 ready
Gilles  | 23.3 10:10 book 26.3 14:00; 26.3 12:10 move 26.3 16:00; 26.3 15:55 open; 26.3 17:10 ready
        > 23.3 10:30 thanks; 25.3 10:00 day; 26.3 12:00 hours; 26.3 12:30 moved; 26.3 16:00 intro; 26.3 17:30 ready
Gisele  | 24.3 10:10 book 27.3 10:15; 26.3 11:05 move 2.4 10:15; 2.4 10:05 open; 2.4 11:10 ready
        > 24.3 10:30 thanks; 26.3 10:00 day; 26.3 11:30 moved; 1.4 10:00 day
        > 2.4 08:30 hours; 2.4 10:30 intro; 2.4 11:30 ready
Guy     | 24.3 10:10 book 31.3 10:15; 25.3 11:05 move 30.3 10:15; 30.3 10:05 open; 30.3 11:10 ready
        > 24.3 10:30 thanks; 25.3 11:30 moved; 29.3 10:00 day; 30.3 08:30 hours; 30.3 10:30 intro; 30.3 11:30 ready
Greta   | 24.3 10:10 book 31.3 10:15; 27.3 11:05 move 1.4 10:15; 27.3 11:10 move 2.4 10:15; 1.4 09:05 cancel
        > 24.3 10:30 thanks; 27.3 11:30 moved
-- reopened
Hector  | 25.3 13:40 open; 25.3 17:10 ready; 25.3 17:25 unready; 26.3 09:05 ready
        > 25.3 14:00 intro; 25.3 15:30 progress; 26.3 09:30 ready
Helene  | 25.3 13:40 open; 25.3 17:10 ready; 26.3 08:40 unready; 26.3 15:10 ready
        > 25.3 14:00 intro; 25.3 15:30 progress; 25.3 17:30 ready; 26.3 15:30 ready
Henri   | 25.3 13:40 open; 25.3 15:10 ready; 25.3 15:40 unready; 25.3 17:10 ready
        > 25.3 14:00 intro; 25.3 15:30 ready; 25.3 17:30 ready
Hilda   | 24.3 13:40 open; 25.3 09:40 close; 25.3 11:10 reopen; 27.3 16:10 close
        > 24.3 14:00 intro; 24.3 15:30 progress; 30.3 10:00 survey; 30.3 17:30 review
Hugo    | 24.3 13:40 open; 25.3 09:40 close; 26.3 11:10 reopen; 27.3 16:10 close
        > 24.3 14:00 intro; 24.3 15:30 progress; 26.3 10:00 survey; 30.3 17:30 review
-- two cars
Irene   | 25.3 08:40 open; 25.3 08:45 open car 2; 25.3 09:10 ready; 25.3 09:20 ready car 2
        ; 25.3 17:10 close; 25.3 17:15 close car 2
        > 25.3 09:00 intro; 25.3 09:00 intro; 25.3 09:30 ready; 25.3 09:30 ready; 26.3 10:00 survey; 26.3 17:30 review
Ivan    | 25.3 08:40 open; 26.3 08:45 open car 2; 25.3 09:10 ready; 26.3 09:20 ready car 2
        ; 25.3 17:10 close; 26.3 17:15 close car 2
        > 25.3 09:00 intro; 25.3 09:30 ready; 26.3 09:00 intro; 26.3 09:30 ready; 26.3 10:00 survey; 26.3 17:30 review
        > 27.3 10:00 survey; 27.3 17:30 review
Ida     | 26.3 09:10 book 30.3 14:10; 26.3 09:15 book 30.3 14:20 car 2; 30.3 14:05 open; 30.3 15:10 ready
        > 26.3 09:30 thanks; 26.3 09:30 thanks; 29.3 10:00 day; 29.3 10:00 day; 30.3 12:30 hours; 30.3 12:30 hours
        > 30.3 14:30 intro; 30.3 15:30 ready
-- days of rest
Jean    | 2.4 13:40 open; 3.4 09:10 close > 2.4 14:00 intro; 2.4 15:30 progress; 7.4 10:00 survey; 7.4 17:30 review
Julie   | 1.4 13:40 open; 2.4 09:10 close > 1.4 14:00 intro; 1.4 15:30 progress; 3.4 10:00 survey; 3.4 17:30 review
Jacques | 1.4 10:10 book 7.4 10:15; 7.4 10:05 open; 7.4 11:10 ready
        > 1.4 10:30 thanks; 6.4 10:00 day; 7.4 08:30 hours; 7.4 10:30 intro; 7.4 11:30 ready
-- an answer to the survey
Karl    | 23.3 13:40 open; 24.3 09:10 close; 25.3 11:00 answer 2
        > 23.3 14:00 intro; 23.3 15:30 progress; 25.3 10:00 survey; 30.3 11:00 review
Klara   | 23.3 13:40 open; 24.3 09:10 close; 25.3 11:00 answer furious; 26.3 15:10 read
        > 23.3 14:00 intro; 23.3 15:30 progress; 25.3 10:00 survey; 26.3 15:30 review
Kevin   | 23.3 13:40 open; 24.3 09:10 close; 25.3 11:00 answer 10; 25.3 14:10 read
        > 23.3 14:00 intro; 23.3 15:30 progress; 25.3 10:00 survey; 25.3 17:30 review
Kim     | 1.4 13:40 open; 1.4 17:10 close; 2.4 16:00 answer no
        > 1.4 14:00 intro; 1.4 15:30 progress; 2.4 10:00 survey; 8.4 16:00 review
Kurt    | 23.3 13:40 open; 24.3 09:10 close; 25.3 11:00 answer 3; 26.3 10:10 book 31.3 14:10
        ; 31.3 14:05 open car 2; 31.3 15:10 ready car 2
        > 23.3 14:00 intro; 23.3 15:30 progress; 25.3 10:00 survey; 26.3 10:30 thanks; 30.3 10:00 day; 30.3 11:00 review
        > 31.3 12:30 hours; 31.3 14:30 intro; 31.3 15:30 ready
-- refused, without an address, gone
Lara    | 24.3 09:10 book 27.3 14:00; 24.3 09:12 noaddress; 24.3 09:40 address; 27.3 14:05 open
        > 26.3 10:00 day; 27.3 12:00 hours; 27.3 14:30 intro; 27.3 16:00 progress
Lea     | 24.3 09:10 book 27.3 14:00; 24.3 09:12 noaddress; 27.3 14:05 open >
Leon    | 25.3 13:40 open; 25.3 14:10 optout; 26.3 09:10 ready > 25.3 14:00 intro; 25.3 15:30 progress; 26.3 09:30 ready
"""
