//! The codes of what a plan violates of a policy. Pure data.

crate::yaml::codes! {
    /// The codes of violated rules.
    pub enum PolicyCode {
        CallbackNotAllowed = "E0930": "a callback URL is not one that the policy allows";
        CallbackForbidden = "E0931": "the policy forbids a callback URL";
        ChangeNotAllowed = "E0932": "the policy does not allow an address to change";
        TooManyChanges = "E0933": "the plan has more changes than the policy allows";
        TooManyPurchases = "E0934": "the plan buys more numbers than the policy allows";
        TooExpensive = "E0935": "what the plan buys costs more per month than the policy allows";
        PriceNotKnown = "E0936": "the policy limits costs, and a price is not known";
        KeywordRequired = "E0937": "a keyword that the policy requires is not declared";
        PurposeRequired = "E0938": "a provider declares no purpose, and the policy requires one";
        PurposeNotAllowed = "E0939": "a provider declares a purpose that the policy does not allow";
        FieldNotAllowed = "E0940": "the policy does not allow a field to change";
        MatchesNothing = "W0941": "a pattern of the policy matches nothing";
    }
}
