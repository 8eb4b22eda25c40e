"""The metrics that rules and a dashboard ask for, against those that a gateway serves; for tests/system/monitoring.

    monitored_names.py names RULES DASHBOARD METRICS   each asked name that METRICS (a scrape) lacks; exit status 1 if any
    monitored_names.py rules DASHBOARD                 the dashboard's queries as recording rules, for promtool
    monitored_names.py pages RULES README              alerts that stand in one of them only; exit status 1 if any
"""
import json
import re
import sys

import yaml

VARIABLES = {"$instance": ".*", "$__rate_interval": "5m", "${datasource}": "prometheus"}


def read(name):
    with open(name, encoding="utf-8") as file:
        return file.read()


def rules_of(name):
    return [rule for group in yaml.safe_load(read(name))["groups"] for rule in group["rules"]]


def queries_of(name):
    dashboard = json.loads(read(name))
    found = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    found += [variable["query"]["query"] for variable in dashboard["templating"]["list"] if variable["type"] == "query"]
    return found


def names(rules, dashboard, metrics):
    served = set(re.findall(r"^# TYPE (\S+) ", read(metrics), re.MULTILINE))
    asked = [rule["expr"] for rule in rules_of(rules)] + queries_of(dashboard)
    wanted = {name for query in asked for name in re.findall(r"\bgatewarden_[a-z0-9_]+", query)}
    assert len(wanted) > 20, f"only {len(wanted)} names found: are these the rules?"
    return [f"no such metric: {name}" for name in sorted(wanted - served)]


def rules(dashboard):
    recorded = []
    for number, query in enumerate(query for query in queries_of(dashboard) if not query.startswith("label_values")):
        for variable, value in VARIABLES.items():
            query = query.replace(variable, value)
        recorded.append({"record": f"panel:{number}", "expr": query})
    print(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": recorded}]}))
    return []


def pages(rules_file, readme):
    alerts = {rule["alert"] for rule in rules_of(rules_file)}
    rows = (line.split("|")[1] for line in read(readme).splitlines() if line.startswith("| Gatewarden"))
    explained = {name for row in rows for name in re.findall(r"\bGatewarden\w+", row)}
    return [f"only in one of rules and README: {name}" for name in sorted(alerts ^ explained)]


faults = {"names": names, "rules": rules, "pages": pages}[sys.argv[1]](*sys.argv[2:])
for fault in faults:
    print(fault)
sys.exit(1 if faults else 0)
