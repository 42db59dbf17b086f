//! The number of requests: seven and the pages of each list, however many numbers there are.

use serde_json::json;

use super::Both;

/// The lists that are read.
const LISTS: usize = 6;

/// Requests of one plan, with those for a token.
fn requests_of_a_plan(more_numbers: usize) -> (usize, u64) {
    let both = Both::new();
    if more_numbers > 0 {
        let many = json!({"name": "Many", "account_sid": format!("AC{:032}", 7), "more_numbers": more_numbers});
        both.mutate(&json!({"provider": many}));
    }
    both.clear_calls();
    let plan = both.run(&["plan", "--format", "json"]).exits(0).json();
    let calls = both.all_requests();
    (calls, plan["dynamics"]["reads"].as_u64().unwrap())
}

#[test]
fn a_few_numbers_take_one_page_of_each_list() {
    let (calls, reads) = requests_of_a_plan(8);
    assert!(calls <= 7 + LISTS, "{calls}");
    assert_eq!(calls as u64, reads);
}

#[test]
fn five_thousand_and_one_numbers_take_two_pages() {
    // Two numbers are there already.
    let (calls, reads) = requests_of_a_plan(4_999);
    assert!(calls <= 7 + LISTS + 2, "{calls}");
    assert_eq!(calls as u64, reads);
    let (fewer, _) = requests_of_a_plan(4_998);
    assert_eq!(calls, fewer + 2);
}
