"""Files with one mistake each (rarely two that hang together): what the test table is made of.

Each row is a name, a text with a mark where the problem is expected, and its code.
"""

from __future__ import annotations

from .files import BASE, PLAY, swap

ISSUE = "{options: {x: X, y: Y}, status_quo: x, moves: [{by: a}]}"

PAYS = "pays: {strategy: stern, against: patient, actor: south}"
SEEN = "enforcement.detection.water.mid"
TRUST = "enforcement.belief.south.north"
WORTH = "dynamics.endings.dry.points.south"


def tied(*entries: str) -> str:
    """Return the file with correlations."""
    lines = "".join(f"\n    - {entry}" for entry in entries)
    return swap(PAYS, f"{PAYS}\n  correlations:{lines}")


TEXT = [
    ("colon in a text", swap("title: Two banks", "title: Two¶: banks", BASE), "GB105"),
    ("bracket left open", swap("banks: [north, south]", "banks: ¶[north, south", BASE), "GB105"),
    ("brace left open", swap("{title: South, power: 2, source: survey}",
                             "¶{title: South, power: 2, source: survey", BASE), "GB105"),
    ("quotation mark left open", swap("title: Two", "title: ¶'Two", BASE), "GB105"),
    ("wrong indentation", swap("  pay:\n", "   ¶pay:\n", BASE), "GB105"),
    ("text begins with @", swap("title: Two", "title: ¶@Two", BASE), "GB105"),
    ("tab", swap("  survey: A", "  survey: A¶\t", BASE), "GB104"),
    ("control character", swap("A survey", "A¶\x07survey", BASE), "GB103"),
    ("escaped control character", swap("title: Two banks of a river",
                                       'title: ¶"a\\x1bb"', BASE), "GB103"),
    ("anchor", swap("{water: up, pay: down}", "¶&v {water: up, pay: down}"), "GB107"),
    ("alias", swap("values: {water: up, pay: down}", "values: ¶*v"), "GB107"),
    ("tag", swap("title: Two", "title: ¶!!str Two"), "GB108"),
    ("second document", BASE + "¶---\na: b\n", "GB109"),
    ("duplicate key", swap("    weights: {water: 1, pay: 2}",
                           "    weights: {water: 1, ¶water: 2, pay: 2}"), "GB110"),
    ("duplicate section", BASE + "¶title: Again\n", "GB110"),
    ("list as key", swap("  survey: A", "  ¶[a, b]: c\n  survey: A"), "GB111"),
    ("empty", "¶", "GB112"),
    ("empty with a comment", "¶# nothing\n", "GB112"),
    ("51 levels", "a: " + "[" * 49 + "¶" + "[" + "]" * 50, "GB106"),
]  # fmt: skip

NAMES = [
    ("a list instead of keys", "¶- a\n- b\n", "GB201"),
    ("actors as a list", swap("groups:\n  banks: [north, south]",
                              "groups:\n  ¶- north"), "GB201"),
    ("moves as keys", swap("moves:\n      - {by: north}", "moves: ¶{by: north}"), "GB202"),
    ("title is a list", swap("{title: North,", "{title: ¶[a],"), "GB203"),
    ("value missing", swap("status_quo: low", "status_quo:¶"), "GB204"),
    ("unknown key", swap("title: Two", "¶titel: Two"), "GB205"),
    ("unknown key of an actor", swap("{title: North,", "{¶titel: North,"), "GB205"),
    ("comma in a text", swap("title: South,", "title: South, ¶or the left bank,"), "GB205"),
    ("key missing", swap("{when: {water: mid, pay: some}, adds: 3}",
                         "¶{when: {water: mid, pay: some}}"), "GB206"),
    ("section missing", f"¶actors:\n  a: {{}}\nissues:\n  i: {ISSUE}\n", "GB207"),
    ("bad identifier", swap("  banks:", "  ¶two-banks: [north]\n  banks:"), "GB208"),
    ("41 characters", swap("  rain:", f"  ¶{'x' * 41}: 1\n  rain:"), "GB208"),
    ("reserved issue", swap("issues:\n", "issues:\n  ¶then: {options: {a: A, b: B}, status_quo: a,"
                            " moves: [{by: north}]}\n"), "GB209"),
    ("unknown format", swap("grandbargain/1", "¶grandbargain/9"), "GB210"),
    ("date in words", swap("2020-05", "¶May 2020"), "GB211"),
    ("month 13", swap("2020-05", "¶2020-13"), "GB211"),
    ("party perhaps", swap("party: false", "party: ¶perhaps"), "GB212"),
    ("actor twice in a group", swap("[north, south]", "[north, south, ¶south]"), "GB214"),
    ("empty group", swap("banks: [north, south]", "banks: [north, south]\n  none: ¶[]"), "GB215"),
    ("unknown actor", swap("{by: north}", "{by: ¶nort}"), "GB221"),
    ("unknown actor in a group", swap("[north, south]", "[north, south, ¶west]"), "GB221"),
    ("interests of nobody", swap("  people:\n    order", "  ¶poeple:\n    order").replace(
        "  people: {title", "  ¶people: {title"), "GB501 GB221"),
    ("unknown issue", swap("{water: 1, pay: 2}", "{water: 1, pay: 2, ¶peace: 3}"), "GB222"),
    ("unknown option", swap("{never: {water: high", "{never: {water: ¶higher"), "GB223"),
    ("unknown option of a status quo", swap("status_quo: low", "status_quo: ¶lowest"), "GB223"),
    ("unknown source", swap("power: 2, source: survey", "power: 2, source: ¶survay"), "GB224"),
    ("unknown kind", swap("kind: agreed", "kind: ¶policy"), "GB225"),
]  # fmt: skip

NUMBERS = [
    ("words", swap("water: 30..50", "water: ¶much"), "GB301"),
    ("range with a dash", swap("water: 30..50", "water: ¶30-50"), "GB301"),
    ("two parts", swap("rain: {value: 1/2/4", "rain: {value: ¶1/2"), "GB301"),
    ("leading zeros", swap("pay: 20}", "pay: ¶020}"), "GB302"),
    ("not a number", swap("pay: 20}", "pay: ¶.nan}"), "GB303"),
    ("infinite", swap("pay: 20}", "pay: ¶.inf}"), "GB303"),
    ("beyond all numbers", swap("pay: 20}", "pay: ¶1e999}"), "GB303"),
    ("underscores", swap("pay: 20}", "pay: ¶1_000}"), "GB304"),
    ("hexadecimal", swap("pay: 20}", "pay: ¶0x1F}"), "GB304"),
    ("octal", swap("pay: 20}", "pay: ¶0o17}"), "GB304"),
    ("percent", swap("discount: 0.9", "discount: ¶90%"), "GB304"),
    ("no digit before the point", swap("discount: 0.9", "discount: ¶.9"), "GB304"),
    ("upside down", swap("30..50", "¶50..30"), "GB305"),
    ("low/mode/high falls", swap("1/2/4", "¶4/2/1"), "GB305"),
    ("discount of 1", swap("discount: 0.9", "discount: ¶1"), "GB306"),
    ("power of 0", swap("power: 2", "power: ¶0"), "GB306"),
    ("negative weight", swap("pay: 20}", "pay: ¶-20}"), "GB306"),
    ("value above 100", swap("mid: 40..60", "mid: ¶40..160"), "GB306"),
    ("chance above 1", swap("false_alarm: 0.01", "false_alarm: ¶1.01"), "GB306"),
    ("chances of alternatives", swap("{up: 0.5, flat: 0.5}", "¶{up: 0.5, flat: 0.4}"), "GB307"),
    ("deviation 0", swap("adds: 3}", "adds: ¶3 +- 0}"), "GB308"),
    ("either within either", swap("adds: 3}", "adds: {value: ¶{value: 3}}}"), "GB301"),
    ("value and either", swap("adds: 3}", "adds: ¶{value: 3, either: {1: 1}}}"), "GB309"),
    ("years and a half", swap("years: 10", "years: ¶10.5"), "GB311"),
]  # fmt: skip

DISPUTE = [
    ("no party", (f"actors:\n  ¶a: {{party: false}}\nissues:\n  i: {ISSUE}\ninterests:\n"
     "  a: {weights: {i: 1}, values: {i: up}}\n"), "GB401"),
    ("group named like an actor", swap("  banks: [north, south]",
                                       "  banks: [north, south]\n  ¶south: [north]"), "GB402"),
    ("no status quo", swap("    options: {none: Nothing, some: Something}\n    status_quo: none",
                           "    ¶options: {none: Nothing, some: Something}"), "GB206"),
    ("no options", swap("    options: {none: Nothing, some: Something}",
                        "    options: ¶{}"), "GB215"),
    ("move by both", swap("{all: banks}", "¶{all: banks, any: banks}"), "GB404"),
    ("move by some", swap("{all: banks}", "{¶some: banks}"), "GB404"),
    ("move by a group", swap("{by: {all: banks}", "{by: ¶banks"), "GB404"),
    ("move to itself", swap("{by: north}", "¶{by: north, from: low, to: low}\n      - {by: north}"),
     "GB405"),
    ("if without then", swap("{never: {water: high, pay: some}}",
                             "¶{if: {water: high}}"), "GB406"),
    ("if, then and never", swap("{never: {water: high,",
                                "¶{if: {pay: some}, then: {pay: some}, never: {water: high,"),
     "GB406"),
    ("empty pattern", swap("{never: {water: high, pay: some}}", "{never: ¶{}}"), "GB407"),
    ("status quo ruled out", swap("  - {never: {water: high, pay: some}}",
                                  "  - ¶{if: {pay: none}, then: {water: [mid, high]}}"), "GB408"),
    ("contradiction", swap("  - {never: {water: high, pay: some}}",
                           "  - {if: {pay: none}, then: {water: mid}, kind: agreed}\n"
                           "  - {never: {water: mid}, kind: agreed}\n"
                           "  - ¶{never: {water: high, pay: some}}"), "GB409"),
    ("no interests", swap("  people: {title: People, party: false}",
                          "  people: {title: People, party: false}\n  ¶west: {}"), "GB501"),
    ("empty interests", swap("    order: [water, pay]\n    values: {water: up, pay: {either: "
                             "{up: 0.5, flat: 0.5}}}", "    ¶note: Unknown"), "GB502"),
    ("weights and order", swap("    order: [water, pay]",
                               "    weights: {water: 1}\n    order: ¶[water, pay]"), "GB503"),
    ("neither weights nor order", swap("    order: [water, pay]\n    values: {water",
                                       "    values: ¶{water"), "GB504"),
    ("weights all zero", swap("weights: {water: 1, pay: 2}", "weights: ¶{water: 0, pay: 0}"),
     "GB505"),
    ("ranking and weights", swap("    order: [water, pay]\n    values: {water: up, pay: {either: "
                                 "{up: 0.5, flat: 0.5}}}",
                                 "    ranking: [{water: low}]\n    weights: ¶{water: 1}"),
     "GB506"),
    ("values rising", swap("values: {water: up, pay: down}", "values: {water: ¶rising, pay: down}"),
     "GB507"),
    ("option without value", swap("      water: {low: 100, mid: 40..60, high: 0}",
                                  "      ¶water: {low: 100, high: 0}"), "GB508"),
    ("disagreement is a number", swap("{stalemate_cost: 0..5}", "¶5"), "GB509"),
    ("cost and value", swap("{stalemate_cost: 0..5}", "¶{stalemate_cost: 0..5, value: 3}"),
     "GB509"),
    ("issue twice in the order", swap("order: [water, pay]", "order: [water, [pay, ¶water]]"),
     "GB214"),
    ("chances of types above 1", swap("    refuses:", "    types: ¶{a: {chance: 0.5..0.7}, "
                                      "b: {chance: 0.4}, c: {}}\n    refuses:"), "GB510"),
    ("chances of types below 1", swap("    refuses:", "    types: ¶{a: {chance: 0.5}, "
                                      "b: {chance: 0.4}}\n    refuses:"), "GB510"),
    ("two types take the rest", swap("    refuses:", "    types: ¶{a: {}, b: {}}\n    refuses:"),
     "GB510"),
]  # fmt: skip

LATER = [
    ("brackets too deep", swap('"fish >= 2"', '"' + "(" * 50 + "¶(1)" + ")" * 50 + '"'), "GB601"),
    ("expression too long", swap('"fish >= 2"', '"¶fish' + " + fish" * 300 + '"'), "GB601"),
    ("single equals sign", swap('"south == wait"', '"south ¶= wait"'), "GB602"),
    ("attribute", swap('"fish >= 2"', '"fish¶.__class__"'), "GB602"),
    ("import", swap('"fish >= 2"', "\"¶__import__('os')\""), "GB602"),
    ("chain", swap('"fish >= 2"', '"1 < ¶fish < 2"'), "GB602"),
    ("unknown name", swap('"status_quo + fish"', '"status_quo + ¶fisch"'), "GB603"),
    ("status quo outside payoffs", swap('"2 * fish"', '"2 * ¶status_quo"'), "GB603"),
    ("unknown action in a test", swap('"south == wait"', '"south == ¶wate"'), "GB603"),
    ("arity", swap('"2 * fish"', '"¶min(fish)"'), "GB604"),
    ("division by zero", swap('"2 * fish"', '"fish / (¶2 - 2)"'), "GB605"),
    ("giant power", swap('"2 * fish"', '"9 ** 9 ** ¶9 ** 9"'), "GB606"),
    ("logarithm of 0", swap('"2 * fish"', '"fish * ¶log(0)"'), "GB606"),
    ("actor as a number", swap('"2 * fish"', '"2 * ¶north"'), "GB607"),
    ("action as a number", swap('"2 * fish"', '"2 * ¶take"'), "GB607"),
    ("cycle", swap('calm: "south == wait"', 'calm: ¶"storm + 1"\n    storm: "calm"'), "GB608"),
    ("levels that fall", swap("0..10 by 1", "[0, 5, ¶3]"), "GB609"),
    ("step that does not fit", swap("0..10 by 1", "¶0..10 by 3"), "GB609"),
    ("a billion levels", swap("0..10 by 1", "¶0..1e9 by 1"), "GB610"),
    ("now off the grid", swap("now: 5", "now: ¶50"), "GB611"),
    ("order leaves one out", swap("order: [north, south]\n  rat", "order: ¶[north]\n  rat").replace(
        "if(north == take, protest, wait)", "wait"), "GB612"),
    ("later mover", swap("{north: leave}", '{north: "if(¶south == wait, leave, take)"}'), "GB613"),
    ("later mover by a signal", swap("{north: leave}", '{north: "if(¶calm, leave, take)"}'),
     "GB613"),
    ("stock named like a parameter", swap("    fish: {unit", "    ¶rain: {unit: m, levels: [0, 1], "
                                          "now: 0, change: 0}\n    fish: {unit"), "GB614"),
    ("available by actions", swap('"fish >= 2"', '¶"north == take"'), "GB615"),
    ("ambiguous action", swap("  south: {wait: Wait,", "  south: {take: T, wait: Wait,").replace(
        "    protest:", "    ¶take: 1\n    protest:"), "GB616"),
    ("points and package", swap("    deal: {package: nash}\n",
                                "    ¶deal: {package: nash, points: {north: 1}}\n"), "GB617"),
    ("empty strategy", swap("patient: {rules: {north: leave}}", "patient: {rules: {north: leave}}\n"
                            "    ¶idle: {title: Idle}"), "GB618"),
    ("strategy called default", swap("    joint:", "    ¶default: {united: banks}\n    joint:"),
     "GB209"),
    ("years go back", swap("  - {year: 2019,", "  - ¶{year: 2017,"), "GB619"),
    ("test without a subject", swap("deal: {package: nash, passes: [accepted, holds]}",
                                    "deal: ¶{passes: [accepted]}"), "GB620"),
    ("test of a strategy without an actor",
     swap(PAYS, "pays: ¶{strategy: stern, against: patient}"), "GB620"),
    ("test of a strategy without a bound", swap(PAYS, "pays: ¶{strategy: stern}"), "GB620"),
    ("test that bounds and compares",
     swap(PAYS, "pays: {strategy: stern, against: patient, actor: south, below: ¶3}"), "GB620"),
    ("test with a bound that is a range",
     swap(PAYS, "pays: {strategy: stern, outcome: fish, below: ¶3..4}"), "GB620"),
    ("test of a value and of an outcome",
     swap(PAYS, "pays: ¶{strategy: stern, outcome: fish, actor: south, above: 1}"), "GB620"),
    ("test of an unknown outcome",
     swap(PAYS, "pays: {strategy: stern, outcome: ¶fsh, above: 1}"), "GB225"),
    ("test of a package with an actor", swap("deal: {package: nash, passes: [accepted, holds]}",
                                             "deal: {package: nash, actor: ¶south}"), "GB620"),
    ("unknown demand of a test",
     swap("passes: [accepted, holds]", "passes: [accepted, ¶hold]"), "GB225"),
    ("correlation of one number", tied("{between: ¶[" + SEEN + "], rank: 0.5}"), "GB626"),
    ("correlation of an unknown number",
     tied("¶{between: [" + SEEN + ", dams], rank: 0.5}"), "GB626"),
    ("correlation of a known number",
     tied("¶{between: [" + SEEN + ", enforcement.belief.north.south], rank: 0.5}"), "GB626"),
    ("correlation of a number with itself",
     tied("{between: ¶[" + SEEN + ", ¶" + SEEN + "], rank: 0.5}"), "GB626 GB214"),
    ("correlation of one of several",
     swap(PAYS, f"{PAYS}\n  correlations:\n    - ¶{{between: [{SEEN}, {TRUST}], rank: 0.5}}",
          swap("mid: 0.2..0.3", "mid: {either: {0.2: 0.5, 0.3: 0.5}}")), "GB626"),
    ("correlation with a range",
     tied("{between: [" + SEEN + ", " + TRUST + "], rank: ¶0.2..0.5}"), "GB626"),
    ("correlation beyond one",
     tied("{between: [" + SEEN + ", " + TRUST + "], rank: ¶1.5}"), "GB306"),
    ("correlation stated twice",
     tied("{between: [" + SEEN + ", " + TRUST + "], rank: 0.5}",
          "¶{between: [" + TRUST + ", " + SEEN + "], rank: 0.4}"), "GB626"),
    ("correlations that contradict",
     tied("¶{between: [" + SEEN + ", " + TRUST + "], rank: 0.9}",
          "{between: [" + TRUST + ", " + WORTH + "], rank: 0.9}",
          "{between: [" + SEEN + ", " + WORTH + "], rank: -0.9}"), "GB627"),
    ("rule gives a number", swap("{north: leave}", "{north: ¶3}"), "GB621"),
    ("rule gives an unknown action", swap("{north: leave}", "{north: ¶leaf}"), "GB621"),
    ("unknown ending", swap("{event: dry", "{event: ¶wet"), "GB225"),
    ("unknown strategy", swap("waiting: patient", "waiting: ¶patience"), "GB225"),
    ("unknown action in the record", swap("2018, north: take", "2018, north: ¶takes"), "GB225"),
    ("detection leaves one out", swap("{water: {low: 0.1, mid: 0.2..0.3, high: 0.9}}",
                                      "{¶water: {low: 0.1, high: 0.9}}"), "GB508"),
]  # fmt: skip

WARNINGS = [
    ("one option", swap("issues:\n", "issues:\n  ¶fixed: {options: {as_is: As it is}, "
                        "status_quo: as_is}\n"), "GB701"),
    ("out of reach", swap("- {by: north}", "- {by: north, to: [low, mid]}").replace(
        "mid: Middle, high", "mid: Middle, ¶high"), "GB702"),
    ("nobody values", swap("issues:\n", "issues:\n  ¶dull: {options: {a: A, b: B}, status_quo: a, "
                           "moves: [{by: north}]}\n"), "GB703"),
    ("short of 100", swap("      water: {low: 100,", "      ¶water: {low: 90..99,"), "GB704"),
    ("not cited", swap("  survey: A", "  ¶spare: B\n  survey: A"), "GB705"),
    ("weight in vain", swap("values: {water: up, pay: down}", "values: {water: up}").replace(
        "{water: 1, pay: 2}", "{water: 1, pay: ¶2}"), "GB706"),
    ("values in vain", swap("weights: {water: 1, pay: 2}", "weights: {water: 1}").replace(
        "{water: up, pay: down}", "{water: up, ¶pay: down}"), "GB707"),
    ("rule without effect", swap("{never: {water: high, pay: some}}",
                                 "¶{if: {pay: some}, then: {water: [low, mid, high]}}"), "GB708"),
    ("no moves", BASE.replace("    moves:\n      - {by: north}\n", "").replace(
        "    moves:\n      - {by: {all: banks}, to: some}\n      - {by: {any: banks}, from: some, "
        "to: none}\n", "").replace("  water:\n    title", "  ¶water:\n    title"), "GB710"),
    ("power of no party", swap("party: false}", "party: false, power: ¶3}"), "GB711"),
]  # fmt: skip

PLAYED = [
    ("chance above 1 in one state", swap('"0.01 * exp(-fish)"', '¶"if(fish == 3, 1.5, 0.1)"', PLAY),
     "GB622"),
    ("chance below 0 by a parameter", swap('"0.01 * exp(-fish)"', '¶"0.1 - 0.1 * rain"', PLAY),
     "GB622"),
    ("believed chance above 1", swap("believed: {south: 0.1}", 'believed: {south: ¶"fish * 0.11"}',
                                     PLAY), "GB622"),
    ("logarithm of an empty stock", swap('"status_quo + fish"', '¶"status_quo + log(fish)"', PLAY),
     "GB623"),
    ("division by an empty stock", swap('"2 * fish"', '¶"2 / fish"', PLAY), "GB623"),
    ("power of a negative number", swap('"clip(fish + 1', '"clip((0.5 - fish) ** 0.5 + 1', PLAY)
     .replace('"clip((0.5', '¶"clip((0.5'), "GB623"),
    ("nothing to do", swap('"fish >= 2"', '"fish >= 2"\n    wait: ¶"fish >= 1"', PLAY), "GB624"),
    ("rule out of reach", swap('"if(north == take and fish >= 2', '¶"if(north == take', PLAY),
     "GB625"),
    ("rule out of reach in a year", swap('"fish >= 2"', '"fish >= 2 and year < 2023"',
                                         PLAY).replace(
        '"if(north == take and fish', '¶"if(north == take and fish'), "GB625"),
    ("stock beyond its levels", swap('"clip(fish + 1 - if(north == take, rain, 0), 0, 10) - fish"',
                                     '¶"if(fish == 10, 1, 0.5)"', PLAY), "GB712"),
    ("no weight of the next year", swap("north: {title: North, discount: 0.9}",
                                        "¶north: {title: North}", PLAY), "GB713"),
    ("no rationality", swap("  rationality: 0.5\n", "", PLAY).replace("  north: {title",
     "  ¶north: {title").replace("  south: {title", "  ¶south: {title"), "GB713 GB713"),
]  # fmt: skip
"""What takes playing to see: found by ``check_file`` with the checks of play, in the states that
play can come to."""

CASES = TEXT + NAMES + NUMBERS + DISPUTE + LATER + WARNINGS
