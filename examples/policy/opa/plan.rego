# Rules for the JSON of a plan, for conftest and OPA:
#
#   switchboard plan --format json > plan.json
#   conftest test plan.json --policy examples/policy/opa
package main

import rego.v1

# Changes that do something.
changes contains change if {
	some change in input.resource_changes
	change.change.actions != ["no-op"]
}

deny contains message if {
	not input.complete
	message := "the plan is incomplete"
}

deny contains message if {
	some change in changes
	"purchase" in change.change.actions
	message := sprintf("%s would be bought", [change.address])
}

deny contains message if {
	some change in changes
	"forget" in change.change.actions
	change.type in ["number", "messaging_service"]
	message := sprintf("%s would be forgotten", [change.address])
}

deny contains message if {
	some change in changes
	some field, value in change.change.after
	is_string(value)
	# Values that are no URLs have no match, and so no host.
	host := regex.find_all_string_submatch_n(`^https?://(?:[^/?#@]*@)?([^/?#:]+)`, value, 1)[0][1]
	not endswith(lower(host), ".contoso.com")
	message := sprintf("%s: %s calls %s, which is not a host of Contoso", [change.address, field, host])
}

# What Switchboard's own policy found counts, too.
deny contains message if {
	some violation in input.policy.violations
	message := sprintf("%s: %s", [violation.rule, violation.summary])
}

warn contains message if {
	some diagnostic in input.diagnostics
	diagnostic.severity == "warning"
	message := sprintf("%s: %s", [diagnostic.code, diagnostic.summary])
}
