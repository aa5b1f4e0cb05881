from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from itertools import chain

from ...engine.feed.merge import is_empty, mark, merge
from ...engine.source.outcomes import CREATED, UNCHANGED, UPDATED
from .dealership_feed_record import Memory
from .dealership_feed_trace import Trace


@dataclass(frozen=True)
class Taken:
    """What became of one piece.

    :ivar int record_id: the record it speaks of, 0 where there is none and none could be made
    :ivar str outcome:
    :ivar list differences: ``(field, before, after)`` of what was written over
    :ivar problem: why there is no record
    """

    record_id: int
    outcome: str = UNCHANGED
    differences: tuple = ()
    problem: object = ""


class PieceIntake:
    """Takes in what rows say of records of one kind.

    A piece is known by the source's key, else recognised, else made. What the source says is merged with what it said
    before and with what stands here (``engine/feed/merge.py``); what is known without a key of the source's is only
    completed, where it is empty. What is older than what was taken in already changes nothing.

    :param kind: ``dealership.feed.kind…``
    :param feed: ``dealership.feed``
    :param FeedContext context:
    """

    def __init__(self, kind, feed, context):
        self.kind = kind.with_env(feed.env)
        self.feed = feed
        self.env = feed.env
        self.context = context
        self.memory = feed.env["dealership.feed.record"]
        self._to_remember = []
        self._repeated = defaultdict(list)
        self._trace = Trace([], {}, {})
        self._decided = []

    def take_in(self, every):
        """Return the ``Taken`` of each ``Said`` of a list."""
        taken = [None] * len(every)
        for wave in self._split_into_waves(every):
            results = self._take_in_wave([self._join([every[place] for place in places]) for places in wave])
            for places, result in zip(wave, results, strict=True):
                taken[places[0]] = result
                for place in places[1:]:  # the same once more
                    taken[place] = Taken(result.record_id, UNCHANGED, (), result.problem)
        return taken

    def _join(self, same):
        """Return what says the same as one ``Said``."""
        return replace(same[0], aliases=tuple(alias for said in same for alias in said.aliases))

    def _split_into_waves(self, every):
        """Return lists of lists of places: pieces that say the same are one; those of one record come one by one."""
        same = defaultdict(list)
        for place, said in enumerate(every):
            same[tuple(said.values.items()), said.superseded].append(place)
        waves, last_wave = [], {}
        all_marks = self._get_marks([every[places[0]].values for places in same.values()])
        for places, marks in zip(same.values(), all_marks, strict=True):
            number = max((last_wave[mark] + 1 for mark in marks if mark in last_wave), default=0)
            last_wave |= dict.fromkeys(marks, number)
            waves += [[] for _missing in range(number + 1 - len(waves))]
            waves[number].append(places)
        return waves

    def _get_marks(self, values_list):
        """Return what each piece is told from others by: two with one of them in common are of one record."""
        keys = map(self.kind._get_source_key, values_list)
        marks = self.kind._get_identities(values_list, self.context.company)
        return [mine | {("key", key)} if key else mine for mine, key in zip(marks, keys, strict=True)]

    # -- one wave: no record twice ----------------------------------------------------------------------

    def _take_in_wave(self, wave):
        values_list = [said.values for said in wave]
        keys = [self.kind._get_source_key(values) for values in values_list]
        known = self.memory._recall(self.feed.source_id, self.kind, keys)
        # What was deleted here is made anew.
        there = self._find_there(known)
        ids = [known[key].res_id if key in known and known[key].res_id in there else None for key in keys]
        unknown = [place for place, record_id in enumerate(ids) if not record_id]
        recognised = self._recognise([values_list[place] for place in unknown], [keys[place] for place in unknown])
        for place, record_id in zip(unknown, recognised, strict=True):
            ids[place] = record_id
        nameless = [place for place, record_id in enumerate(ids) if not (record_id or keys[place])]
        known |= self._recall_nameless(wave, ids, nameless)
        found = self.env[self.kind._feed_model].browse({record_id for record_id in ids if record_id})
        pieces = [
            self._prepare_piece(key, said, _leave_out(said.values, said.superseded) if record_id else said.values)
            for key, said, record_id in zip(keys, wave, ids, strict=True)
        ]
        taken = {
            place: self._update(found.browse(record_id).with_prefetch(found.ids), pieces[place], known)
            for place, record_id in enumerate(ids)
            if record_id
        }
        new = [place for place, record_id in enumerate(ids) if not record_id]
        taken |= zip(new, self._create([pieces[place] for place in new]), strict=True)
        self._remember_all()
        self._note_decisions()
        self._note_trace(max(piece.said_at for piece in pieces))
        touched = [result.record_id for result in taken.values() if result.outcome != UNCHANGED]
        if touched:
            self.kind._follow_up(self.env[self.kind._feed_model].browse(touched), self.context)
        return [taken[place] for place in range(len(ids))]

    def _find_there(self, known):
        """Return the ids of the records of memories that were not deleted here."""
        return set(self.env[self.kind._feed_model].browse({memory.res_id for memory in known.values()}).exists().ids)

    def _recall_nameless(self, wave, ids, places):
        """Find records without a number by what they were called in the same row before; return their memories.

        :param list ids: of the wave, to be completed
        :param list places: in the wave, of what has no number and was not recognised
        """
        aliases = [alias for place in places for alias in wave[place].aliases]
        known = self.memory._recall(self.feed.source_id, self.kind, aliases)
        there = self._find_there(known)
        for place in places:
            before = [known[alias].res_id for alias in wave[place].aliases if alias in known]
            ids[place] = next((record_id for record_id in before if record_id in there), None)
        return known

    def _prepare_piece(self, key, said, values):
        vals = self.kind._prepare_values(values, self.context)
        decisions = self.kind._get_decisions(values) if key else {}
        return Piece(key, values, vals, self.context.get_said_at(values), said.hints, said.aliases, decisions)

    def _recognise(self, values_list, keys):
        """Return the ids of the records that are recognised: none that the source knows by another key as another."""
        ids = self.kind._recognise(values_list, self.context.company)
        every = self.env[self.kind._feed_model].browse([record_id for record_id in ids if record_id])
        return [
            None if record_id and key and self._is_another(values, every.browse(record_id)) else record_id
            for values, key, record_id in zip(values_list, keys, ids, strict=True)
        ]

    def _is_another(self, values, record):
        return self.kind._is_another(values, record) and self.memory._recall_record(
            self.feed.source_id, self.kind, record
        )

    def _update(self, record, piece, known):
        """Complete, or change, a record that there is."""
        if not piece.key:
            if any(alias in known and known[alias].closed for alias in piece.aliases):
                return Taken(record.id)
            here = self._read_all(record, piece)
            empty = [name for name, value in here.items() if is_empty(value) and not is_empty(piece.plain[name])]
            return self._write(record, piece, empty, here)
        memory = known.get(piece.key) or self.memory._recall_record(self.feed.source_id, self.kind, record)
        if memory and memory.is_closed_to(piece.said_at):
            return Taken(record.id)
        said_before = (memory and memory.said) or {}
        if piece.key in known and memory.res_id == record.id and self._repeats(piece, said_before):
            self._repeated[piece.said_at].append(memory.id)
            return Taken(record.id)
        if self.kind._get_key() != self.feed.kind:
            piece = piece.without(self.kind._find_known(piece.values, record))
        here = self._read_all(record, piece)
        marks = {name: mark(value) for name, value in here.items()}
        said = {name: piece.said[name] for name in piece.vals}
        merged = merge(said, said_before, (memory and memory.stood) or {}, marks, self.feed.overwrites)
        taken = self._write(record, piece, merged.changes, here)
        if taken.record_id:
            if self._decide(record, piece, said_before):
                taken = replace(taken, outcome=UPDATED)
            self._remember(record, piece, {**said_before, **piece.said}, merged.stood)
            before = known.get(piece.key)
            self._trace.memories[piece.key] = before and before.to_plain()
        return taken

    def _decide(self, record, piece, said_before):
        """Keep for the end of the wave what is news of what a record has decided; return whether there are some."""
        news = [name for name in piece.decisions if piece.said[name] != said_before.get(name)]
        self._decided += [(record.id, name, piece.decisions[name], piece.said_at) for name in news]
        return bool(news)

    def _note_decisions(self):
        if self._decided:
            self.kind._note_decisions(self._decided, self.context)
        self._decided = []

    def _repeats(self, piece, said_before):
        """Return whether a source says nothing new, so that nothing needs to be compared with what stands here."""
        return not self.feed.overwrites and piece.said.items() <= said_before.items()

    def _read_all(self, record, piece):
        unknown = {name for name in piece.vals if self.kind._is_unknown(record, name, self.context)}
        return {name: None if name in unknown else _read(record, name) for name in piece.vals}

    def _write(self, record, piece, names, here):
        """Write what has changed, and return what became of the piece."""
        if not names:
            return Taken(record.id)
        vals = {name: piece.vals[name] for name in names}
        self.kind._date_changes(vals, record, self.context)
        if problem := self.kind._find_problem(vals, record):
            return Taken(0, problem=problem)
        following = chain.from_iterable(self.kind._feed_followers.get(name, ()) for name in vals)
        before = {name: _read(record, name) for name in (*vals, *following)}
        self.kind._write(record, vals)
        self._trace.changes[record.id] = {**before, **self._trace.changes.get(record.id, {})}
        return Taken(record.id, UPDATED, tuple((name, here[name], piece.plain[name]) for name in names))

    def _create(self, pieces):
        """Return the ``Taken`` of each piece of which there is no record yet."""
        all_vals = [self._prepare_new(piece) for piece in pieces]
        nothing = self.env[self.kind._feed_model]
        problems = [self.kind._find_problem(vals, nothing) for vals in all_vals]
        sound = [vals for vals, problem in zip(all_vals, problems, strict=True) if not problem]
        created = iter(self.context.make(self.kind, sound))
        return [
            Taken(0, problem=problem) if problem else self._note_created(next(created), piece)
            for piece, problem in zip(pieces, problems, strict=True)
        ]

    def _note_created(self, record, piece):
        self._trace.created.append(record.id)
        if piece.key:
            hinted = {name: mark(value) for name, value in self._get_hinted_vals(piece).items()}
            self._remember(record, piece, {**hinted, **piece.said}, {})
            self._decide(record, piece, {})
        else:
            # Nothing of what was said: only whom to complete when it comes once more.
            memories = [Memory(alias, record.id, {}, {}, piece.said_at) for alias in dict.fromkeys(piece.aliases)]
            self._to_remember += memories
        return Taken(record.id, CREATED)

    def _prepare_new(self, piece):
        vals = {name: value for name, value in piece.vals.items() if not is_empty(value)}
        new = {**self.kind._prepare_new(piece.values, self.context), **self._get_hinted_vals(piece), **vals}
        self.kind._date_changes(new, self.env[self.kind._feed_model], self.context)
        return new

    def _get_hinted_vals(self, piece):
        """Return the links to what the row speaks of besides: the customer of the order is taken for the owner."""
        links = self.kind._feed_parts
        return {links[part][1]: record_id for part, record_id in piece.hints.items() if part in links}

    def _remember(self, record, piece, said, stood):
        """Note what the source has said of a record, once the wave has been taken in."""
        self._to_remember.append(Memory(piece.key, record.id, said, stood, piece.said_at))

    def _remember_all(self):
        self.memory._remember(self.feed.source_id, self.kind, self._to_remember)
        for said_at, memory_ids in self._repeated.items():
            self.memory._repeat(memory_ids, said_at)
        self._to_remember, self._repeated = [], defaultdict(list)

    def _note_trace(self, said_at):
        """Write down what the wave has made and changed, so that it can be undone."""
        if self.context.load and any(self._trace):
            traces = self.env["dealership.feed.trace"]
            traces._note(self.context.load, self.kind._get_key(), self._trace, said_at)
        self._trace = Trace([], {}, {})


@dataclass(frozen=True)
class Said:
    """What a row says of one record.

    :ivar dict values: name → value, as read
    :ivar dict hints: part of the row → id: what a new record is linked to besides
    :ivar frozenset superseded: names of what is said anew later: only a new record takes it over
    :ivar tuple aliases: by which it is known where it has no number, and nothing else tells it: what it is called,
        together with the number of the record that names it
    """

    values: dict
    hints: dict
    superseded: frozenset = frozenset()
    aliases: tuple = ()


@dataclass(frozen=True)
class Piece:
    """What one row says of one record.

    :ivar str key: of the source's, or empty
    :ivar dict values: as read, by the names of the kind's fields
    :ivar dict vals: to be written, by the names of the model's fields
    :ivar datetime said_at: naive UTC, when the source said so
    :ivar dict hints: part of the row → id of the record that was found for it
    :ivar tuple aliases: as in ``Said``
    :ivar dict decisions: name → text, of what is noted elsewhere than in the record
    """

    key: str
    values: dict
    vals: dict
    said_at: datetime
    hints: dict
    aliases: tuple = ()
    decisions: dict = field(default_factory=dict)

    def without(self, names):
        """Return the same, less what it says of some fields of the model."""
        if not names:
            return self
        return replace(self, vals={name: value for name, value in self.vals.items() if name not in names})

    @cached_property
    def plain(self):
        """The same as ``vals``, as JSON keeps it."""
        return {name: _to_plain(value) for name, value in self.vals.items()}

    @cached_property
    def said(self):
        """The same, as it is remembered: enough to be told from other values, and no more."""
        return {name: mark(value) for name, value in {**self.plain, **self.decisions}.items()}


def _leave_out(values, names):
    return {name: value for name, value in values.items() if name not in names} if names else values


def _to_plain(value):
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return None if is_empty(value) else value


def _read(record, name):
    value = record[name]
    return _to_plain(value.id if record._fields[name].relational else value)
