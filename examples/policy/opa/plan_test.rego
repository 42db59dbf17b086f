package main_test

import data.main
import rego.v1

plan(changes) := {"complete": true, "resource_changes": changes, "diagnostics": []}

change(action, after) := {
	"address": "providers.us.numbers.store",
	"type": "number",
	"change": {"actions": [action], "before": null, "after": after},
}

test_an_ordinary_plan_is_allowed if {
	after := {"sms_url": "https://sms.contoso.com/sms"}
	count(main.deny) == 0 with input as plan([change("update", after)])
}

test_another_host_is_denied if {
	every url in ["https://evil.example/", "https://sms.contoso.com@evil.example/", "https://evilcontoso.com/"] {
		count(main.deny) == 1 with input as plan([change("update", {"sms_url": url})])
	}
}

test_nothing_is_bought_or_forgotten if {
	every action in ["purchase", "forget"] {
		count(main.deny) == 1 with input as plan([change(action, {})])
	}
}

test_what_does_not_change_is_not_judged if {
	after := {"sms_url": "https://evil.example/"}
	count(main.deny) == 0 with input as plan([change("no-op", after)])
}

test_an_incomplete_plan_is_denied if {
	count(main.deny) == 1 with input as {"complete": false, "resource_changes": [], "diagnostics": []}
}
