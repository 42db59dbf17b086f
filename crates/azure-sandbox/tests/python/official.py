"""Uses a sandbox through Microsoft's own packages, and prints what they returned as one JSON document.

Arguments: the sandbox's URL, an access key, a token for ARM, a token for the data plane, the id of the
resource, and the URL of a webhook that the sandbox can reach.
"""

import json
import sys
import time

from azure.communication.phonenumbers import PhoneNumbersClient
from azure.core.credentials import AccessToken, AzureKeyCredential
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.eventgrid import EventGridManagementClient
from azure.mgmt.eventgrid import models

URL, KEY, ARM_TOKEN, DATA_TOKEN, RESOURCE, WEBHOOK = sys.argv[1:]
# The packages send a token over plain HTTP only if an option allows it.
PLAIN = {"enforce_https": False}


class Token:
    """A token that was fetched already."""

    def __init__(self, text):
        self.text = text

    def get_token(self, *scopes, **_):
        found.setdefault("scopes", []).extend(scopes)
        return AccessToken(self.text, int(time.time()) + 3600)


def outcome(call):
    """The code of the error that a call ends with."""
    try:
        call()
        return "no error"
    except ResourceNotFoundError as error:
        return f"not found: {error.error.code if error.error else error.status_code}"
    except HttpResponseError as error:
        return f"{error.error.code if error.error else error.status_code}"


found = {}

# Numbers, with the key.
numbers = PhoneNumbersClient(URL, AzureKeyCredential(KEY))
pages = numbers.list_purchased_phone_numbers(top=2).by_page()
pages = [[number.phone_number for number in page] for page in pages]
found["numbers"] = sum(pages, [])
found["pages"] = len(pages)
one = numbers.get_purchased_phone_number("+18885550123")
found["one"] = [one.phone_number_type, one.capabilities.sms, one.cost.currency_code]
found["no_number"] = outcome(lambda: numbers.get_purchased_phone_number("+15005550000"))
poller = numbers.begin_update_phone_number_capabilities(
    "+18885550123", sms="outbound", calling="none", polling_interval=0
)
found["changed"] = poller.result().capabilities.sms

# Numbers, with a token.
by_token = PhoneNumbersClient(URL, Token(DATA_TOKEN))
found["by_token"] = len(list(by_token.list_purchased_phone_numbers(**PLAIN)))

# Event Grid.
parts = RESOURCE.split("/")
subscription_id, group = parts[2], parts[4]
grid = EventGridManagementClient(
    Token(ARM_TOKEN), subscription_id, base_url=URL, polling_interval=0
)
TOPIC = "contoso-sms-events"
topics = grid.system_topics
created = topics.begin_create_or_update(
    group,
    TOPIC,
    models.SystemTopic(
        location="global",
        source=RESOURCE,
        topic_type="Microsoft.Communication.CommunicationServices",
    ),
    **PLAIN,
).result()
found["topic"] = [created.name, created.provisioning_state]
found["topics"] = [topic.name for topic in topics.list_by_subscription(**PLAIN)]
found["second_topic"] = outcome(
    lambda: topics.begin_create_or_update(
        group,
        "second",
        models.SystemTopic(
            location="global",
            source=RESOURCE,
            topic_type="Microsoft.Communication.CommunicationServices",
        ),
        **PLAIN,
    ).result()
)

children = grid.system_topic_event_subscriptions


def webhook(url):
    """A subscription to incoming texts."""
    return models.EventSubscription(
        destination=models.WebHookEventSubscriptionDestination(
            endpoint_url=url,
            delivery_attribute_mappings=[
                models.StaticDeliveryAttributeMapping(
                    name="x-key", value="canary-python-header", is_secret=True
                )
            ],
        ),
        filter=models.EventSubscriptionFilter(
            included_event_types=["Microsoft.Communication.SMSReceived"],
            advanced_filters=[
                models.StringEndsWithAdvancedFilter(
                    key="subject", values=["phonenumber/18885550123"]
                )
            ],
        ),
        labels=["switchboard"],
    )


made = children.begin_create_or_update(
    group, TOPIC, "incoming", webhook(f"{WEBHOOK}?code=1"), **PLAIN
).result()
found["subscription"] = [
    made.provisioning_state,
    made.destination.endpoint_url,
    made.destination.endpoint_base_url,
    made.destination.delivery_attribute_mappings[0].value,
    made.filter.advanced_filters[0].operator_type,
    made.labels,
]
found["full_url"] = children.get_full_url(group, TOPIC, "incoming", **PLAIN).endpoint_url
attributes = children.get_delivery_attributes(group, TOPIC, "incoming", **PLAIN)
found["header"] = attributes.value[0].value
updated = children.begin_update(
    group,
    TOPIC,
    "incoming",
    models.EventSubscriptionUpdateParameters(
        destination=webhook(f"{WEBHOOK}?code=2").destination,
        filter=models.EventSubscriptionFilter(
            included_event_types=["Microsoft.Communication.SMSReceived"]
        ),
        labels=["changed"],
    ),
    **PLAIN,
).result()
found["updated"] = [updated.provisioning_state, updated.labels]
found["no_url"] = outcome(
    lambda: children.begin_create_or_update(group, TOPIC, "incoming", made, **PLAIN).result()
)
found["refused"] = outcome(
    lambda: children.begin_create_or_update(
        group, TOPIC, "refused", webhook("https://refused.example/sms"), **PLAIN
    ).result()
)
found["state_of_refused"] = children.get(group, TOPIC, "refused", **PLAIN).provisioning_state
children.begin_delete(group, TOPIC, "refused", **PLAIN).result()

# The same resource, with a subscription of its own.
own = grid.event_subscriptions
own.begin_create_or_update(
    RESOURCE,
    "own",
    models.EventSubscription(
        destination=models.WebHookEventSubscriptionDestination(endpoint_url=WEBHOOK)
    ),
    **PLAIN,
).result()
at_source = own.list_by_resource(
    group, "Microsoft.Communication", "communicationServices", parts[8], top=100, **PLAIN
)
found["at_source"] = [one.name for one in at_source]
below = children.list_by_system_topic(group, TOPIC, top=100, **PLAIN)
found["below"] = [one.name for one in below]
found["missing"] = outcome(lambda: children.get(group, TOPIC, "missing", **PLAIN))

print(json.dumps(found))
