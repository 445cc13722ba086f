"""What a template may do, what it may not, and how it is told: by line, with what was probably meant."""

from __future__ import annotations

import pytest

from tocsin.core.errors import ValidationFailed
from tocsin.wording.checking import check_template, faults_in

FINE = {
    "names": "{{ heading }} {{ incident.monitor }} {{ total }}",
    "conditions": "{% if severity == 'critical' and not is_flapping %}x{% elif others > 3 %}y{% else %}z{% endif %}",
    "loops": "{% for one in incidents if one.state == 'down' %}{{ loop.index }}{% else %}none{% endfor %}",
    "filters": "{{ incidents|map(attribute='monitor')|join(', ')|upper|truncate(50) }}",
    "selection": "{{ incidents|selectattr('state', 'equalto', 'down')|list|length }}",
    "times": "{{ incident.started_at|time('Europe/Berlin') }}{{ incident.ended_at|time }}",
    "numbers": "{{ (incident.duration|ms / 1000)|round|int + 1 }}",
    "json": "{{ incident|tojson }}{{ incident.tags|tojson }}{{ incidents|map(attribute='id')|tojson }}",
    "set": "{% set name = incident.monitor ~ '!' %}{{ name }}",
    "defaults": "{{ incident.rule or 'none' }}{{ incident.nothing|default('-') }}",
    "slices": "{{ incidents[:2]|map(attribute='monitor')|join }}{{ title[:10] }}",
    "lists": "{{ incident.tags }}{% if purpose in ['test', 'canary'] %}{% endif %}",
    "comments": "{# nobody #}{% raw %}{{ nobody }}{% endraw %}",
}
FAULTY = {
    "a\n{{ incident.monitr }}": "line 2: there is no `monitr` in an incident: did you mean `monitor`?",
    "{{ incidnet.monitor }}": "line 1: there is no `incidnet`: did you mean `incident`?",
    "\n\n{{ title|uper }}": "line 3: there is no filter `uper`: did you mean `upper`?",
    "{% if 3 is evn %}{% endif %}": "line 1: there is no test `evn`: did you mean `even`?",
    "{% if title %}": "line 1: unexpected end of template. Jinja was looking for the following tags",
    "{{ incidents.monitor }}": "line 1: this is a list, which has no `monitor`: go through it with `for`",
    "{{ incidents[0].monitor }}": "line 1: this list is shorter: go through it with `for`",
    "{{ incident }}": "line 1: this has many facts: name the one to show, such as `.monitor`",
    "{{ 'a' + title }}": "line 1: `+` reckons with numbers; texts are joined by `~`",
    "{{ at|time('Europe/Berln') }}": "did you mean Europe/Berlin?",
    "{{ title|time }}": "line 1: `time` takes a moment, such as `incident.started_at`",
    "\n{{ 1 // 0 }}": "line 2: ",
    "{{ title.upper() }}": "line 1: nothing can be called: use filters",
    "{% autoescape false %}{% endautoescape %}": "there is no `autoescape`",
}
OUT_OF_REACH = (
    "{{ ''.__class__ }}",
    "{{ incident.__class__ }}",
    "{{ incident['__class__'] }}",
    "{{ incident.items }}",
    "{{ incidents|map(attribute='__class__')|join }}",
    "{{ title|attr('__class__') }}",
    "{% for one in incidents %}{{ loop._iterable }}{% endfor %}",
    "{% for one in incidents %}{{ loop.__init__ }}{% endfor %}",
    "{{ self }}",
    "{{ environment }}",
    "{{ range(3) }}",
    "{{ lipsum() }}",
    "{{ namespace() }}",
    "{% include 'body.txt' %}",
    "{% import 'body.txt' as other %}",
    "{% extends 'body.txt' %}",
    "{% block one %}{{ self.one() }}{% endblock %}",
    "{% macro one() %}{{ one() }}{{ one() }}{% endmacro %}{{ one() }}",
)
WITHOUT_END = {
    "a long text": "{{ 'a' * 1000000000 }}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "squares": "{% set x = 3 %}" + "{% set x = x * x %}" * 300 + "{{ x }}",
    "doubled texts": "{% set x = title %}" + "{% set x = x ~ x %}" * 300 + "{{ x }}",
    "doubled lists": "{% set x = [1] %}" + "{% set x = [x, x] %}" * 300 + "{{ x }}",
    "doubled tuples": "{% set x = 1 %}" + "{% set x = x, x %}" * 300 + "{{ x }}",
    "loops in loops": "{% for a in text %}" * 12 + "{% if a == '~' %}{% endif %}" + "{% endfor %}" * 12,
    "filters in loops": "{% for a in text %}" * 2 + "{% if text|sort|length == 0 %}{% endif %}" + "{% endfor %}" * 2,
    "loops that call themselves": "{% for a in incidents recursive %}{{ loop(incidents) }}{% endfor %}",
    "much of little": "{% set x = text|replace('e', text)|replace('e', text) %}",
    "of nothing much": "{% set x = text|replace('', text)|replace('', text) %}",
    "joined by much": "{% set x = text|join(text) %}",
    "wide": "{{ title|center(1000000000) }}",
    "formatted": "{{ '%1000000000d'|format(1) }}",
    "formatted by an operator": "{{ '%1000000000d' % 1 }}",
    "rounded": "{{ 1.5|round(1000000000, 'floor') }}",
    "digits": "{{ " + "9" * 30_000 + " }}",
    "parentheses": "{{ " + "(" * 10_000 + "1" + ")" * 10_000 + " }}",
    "signs": "{{ " + "-" * 30_000 + "1 }}",
    "names in names": "{{ incident" + ".a" * 10_000 + " }}",
    "lists in lists": "{{ " + "[" * 10_000 + "]" * 10_000 + " }}",
    "conditions in conditions": "{% if 1 %}" * 1500 + "{% endif %}" * 1500,
    "conditions beside conditions": "{% if 0 %}" + "{% elif 0 %}" * 2500 + "{% endif %}",
    "output": "{{ text }}" * 1000,
    "length": "x" * 40_000,
}


@pytest.mark.parametrize("template", FINE.values(), ids=FINE)
def test_what_is_documented_is_understood(template: str) -> None:
    assert faults_in(template) == ()


@pytest.mark.parametrize(("template", "told"), FAULTY.items())
def test_a_fault_is_told_with_its_line_and_what_would_be_right(template: str, told: str) -> None:
    assert told in str(faults_in(template)[0])


@pytest.mark.parametrize("template", OUT_OF_REACH)
def test_nothing_but_the_facts_is_within_reach(template: str) -> None:
    assert faults_in(template)


@pytest.mark.parametrize("template", WITHOUT_END.values(), ids=WITHOUT_END)
def test_what_would_have_no_end_is_refused(template: str) -> None:
    assert faults_in(template)


@pytest.mark.parametrize(
    "template", [*FAULTY, *OUT_OF_REACH, *WITHOUT_END.values(), "\ud800\x00", "{{", "{%", "{#", "}}"]
)
def test_whatever_is_sent_is_understood_or_told_in_a_few_words(template: str) -> None:
    assert all(len(fault.message) < 700 for fault in faults_in(template))


def test_every_name_that_is_unknown_is_told_at_once() -> None:
    assert [fault.line for fault in faults_in("{{ one }}\n\n{{ two }}\n{{ title|three }}")] == [1, 3, 4]


def test_the_error_points_to_the_template() -> None:
    with pytest.raises(ValidationFailed) as failed:
        check_template("{{ one }}\n{{ two }}", "title")
    assert [error.pointer for error in failed.value.errors] == ["/title_template", "/title_template"]
    assert failed.value.errors[1].message.startswith("line 2: there is no `two`")


def test_a_template_that_fits_is_let_through() -> None:
    check_template("{{ title }}", "body")
