//! The codes of findings that only Twilio causes. Pure data.

crate::model::findings! {
    /// The codes of Twilio's identifiers, keys and carrier approvals.
    pub enum TwilioCode {
        InvalidSid = "E0305": "a SID has the wrong form";
        InvalidAlphaSender = "E0308": "an alphanumeric sender has the wrong form";

        InvalidHostLabel = "E0421": "a region or edge cannot be part of a host name";
        UnpairedRegion = "E0422": "a region without an edge, or an edge without a region";
        TwoCredentials = "E0423": "both an auth token and an API key are declared";
        HalfApiKey = "E0424": "half an API key is declared";
        FallbackWithoutUrl = "E0425": "a fallback without a URL that it replaces";
        FallbackMethodWithoutFallback = "E0426": "a fallback method without a fallback";
        MethodWithoutUrl = "E0427": "a method without a URL";
        InboundWithoutUrl = "E0432": "a messaging service calls a URL, but none is declared";
        UrlOfDroppedTexts = "E0437": "a messaging service drops every text and has a URL for them";
        BlankAroundName = "E0438": "a friendly name begins or ends with a blank";
        ApplicationAndUrl = "E0446": "a number declares an application and a URL";
        UndeclaredApplication = "E0447": "a number names an application that is not declared";
        PapersWithoutPurchase = "E0448": "a bundle, an address or an identity for a number that is not bought";
        NumberAndShortCode = "E0449": "a number declares a phone number and a short code";
        NoNumber = "E0450": "a number declares neither a phone number nor a short code";
        NotForShortCodes = "E0451": "a short code declares something that only phone numbers have";
        SeveralAlphaSenders = "W0453" at Group: "a messaging service declares several alphanumeric senders";
        UrlNotCalled = "W0443" at Number: "a number's own URL is not called: its messaging service answers";
        UnknownRegionPair = "W0452" at Provider: "a region and an edge are not a documented pair";

        NoAccountSid = "E0603": "an environment variable does not hold an account SID";

        TollFreeUnverified = "W0751" at Number: "a toll-free number is not verified";
        NoCampaign = "W0752" at Number: "a US local number has no registered A2P campaign";
    }
}
