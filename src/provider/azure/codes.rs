//! The codes of findings that only Azure causes. Pure data.

crate::model::findings! {
    /// The codes of Azure's identifiers, keys, event subscriptions and approvals.
    pub enum AzureCode {
        InvalidResourceId = "E0309": "the id of a Communication Services resource has the wrong form";
        InvalidSubscriptionName = "E0311": "the name of an event subscription has the wrong form";

        SubscriptionWithoutUrl = "E0455": "an event subscription is named whose URL is not declared";
        SameSubscriptionName = "E0456": "two event subscriptions have one name";
        LongSubscriptionName = "E0457": "a provider's name is too long for the default name of an event subscription";
        NumberAndShortCode = "E0459": "an entry of an Azure provider declares a phone number and a short code, or neither";

        MalformedConnectionString = "E0610": "a connection string has the wrong form";
        NumbersInPortal = "E0613": "a command about numbers that Azure does in its portal";

        Busy = "E0772": "an event subscription is being changed";
        AnotherDestination = "E0773": "an event subscription delivers to something else than a URL";
        QueryNotSeen = "E0774": "the query string of a URL could not be compared";
        LeftUnfinished = "E0780": "the last apply left an event subscription unfinished";
        Expired = "W0776" at Group: "an event subscription has expired, or will soon";
        QueryHidden = "W0775" as Note at Group: "the query string of a URL could not be seen, and none is declared";
        Announced = "W0779" as Note at Group: "what the provider does in addition when the plan is applied";
        NarrowFilter = "W0777" as Note at Group: "an event subscription has a filter that lets every declared number through";
        TollFreeNotKnown = "W0778" as Note at Number: "whether a toll-free number is verified is not known";
    }
}
