//! The contract of every registry, run on `SQLite` and on `PostgreSQL`; and what is specific to
//! each: the file, the database.
//!
//! A story in `records`, `history` or `locks` is a function over `&dyn Registry`, given a
//! registry that doesn't exist yet. Every kind of registry runs the same list.

mod counterpart_records;
mod damage;
mod differences;
mod file;
mod history;
mod killed;
mod leads;
mod locks;
#[cfg(target_os = "linux")]
mod log;
mod operations;
mod outside;
mod owners;
mod parts;
#[cfg(unix)]
mod postgres;
mod prune;
#[cfg(unix)]
mod reach;
mod records;
mod sample;
mod waves;

macro_rules! every_kind_honours {
    ($($module:ident :: $story:ident),* $(,)?) => {$(
        mod $story {
            #[tokio::test]
            async fn on_sqlite() {
                let folder = tempfile::tempdir().unwrap();
                let registry = crate::registries::sample::sqlite_in(folder.path());
                crate::registries::$module::$story(registry.as_ref()).await;
            }

            #[cfg(unix)]
            #[tokio::test]
            async fn on_postgres() {
                let Some(server) = crate::support::postgres::server() else { return };
                let registry = switchboard::registry::open(&server.database()).unwrap();
                crate::registries::$module::$story(registry.as_ref()).await;
            }
        }
    )*};
}

every_kind_honours! {
    records::what_does_not_exist_is_empty,
    records::every_kind_comes_back,
    records::the_serial_grows_with_every_record_that_changes_something,
    records::what_is_known_of_a_failed_change_is_kept,
    records::scopes_are_apart,
    records::a_renamed_number_moves,
    records::two_numbers_swap_their_names,
    records::a_number_owned_elsewhere_is_refused_whole,
    records::a_keyword_is_one_whatever_its_case,
    records::a_password_comes_back_concealed,
    owners::a_service_owned_elsewhere_is_refused_whole,
    owners::a_service_that_others_are_writing_is_refused_beforehand,
    owners::a_service_that_others_made_is_not_made_again,
    owners::a_renamed_service_moves,
    owners::a_group_of_any_collection_has_one_owner,
    history::attempts_without_an_end_are_known,
    operations::an_operation_is_known_until_it_has_ended,
    operations::the_latest_operation_comes_first,
    operations::an_operation_belongs_to_an_open_intent,
    operations::a_run_with_an_open_operation_is_not_removed,
    owners::who_answered_is_noted_as_long_as_it_holds,
    prune::old_runs_are_removed_and_what_they_recorded_stays,
    prune::a_run_that_wrote_last_loses_only_its_changes,
    prune::what_has_no_end_is_not_removed,
    prune::a_time_decides_what_stays,
    prune::where_nothing_is_recorded_nothing_is_removed,
    history::runs_are_listed_newest_first,
    history::changes_show_how_each_ended,
    history::the_beginning_of_a_run_is_enough,
    history::a_run_names_the_run_that_it_undoes,
    locks::a_second_run_waits_then_names_the_holder,
    locks::a_second_run_goes_on_when_the_first_ends,
    locks::other_scopes_do_not_wait,
    locks::a_dropped_session_gives_back_and_reads_as_interrupted,
    locks::a_finished_session_can_do_nothing_more,
    locks::a_living_holder_is_unlocked_by_force_only,
    locks::eight_at_once_take_turns,
    parts::runs_of_other_parts_do_not_wait,
    parts::a_run_that_shares_a_part_waits,
    parts::a_run_of_everything_and_one_of_a_part_exclude_each_other,
    parts::a_record_raises_the_serials_of_what_it_changes,
    parts::a_number_that_changes_its_provider_changes_both,
    parts::all_locks_of_a_scope_are_shown_and_released,
    parts::what_a_living_run_is_making_is_its_own_concern,
    parts::who_answered_holds_as_long_as_its_part,
    differences::what_was_first_seen_comes_back,
    differences::checks_of_different_things_disturb_nothing,
    differences::noting_creates_no_registry,
    differences::a_write_puts_an_end_to_what_was_noted,
    counterpart_records::what_agreed_comes_back,
    counterpart_records::a_later_look_replaces_what_it_saw,
    counterpart_records::what_is_ours_is_not_noted_as_theirs,
    counterpart_records::noting_what_agrees_creates_no_registry,
    counterpart_records::what_a_run_creates_there_is_no_resource,
    counterpart_records::the_last_word_about_a_row_counts,
    counterpart_records::a_run_that_died_there_leaves_nothing_to_look_for,
    counterpart_records::rows_outlive_the_runs_that_made_them,
    waves::every_wave_comes_back_in_its_order,
    waves::a_wave_is_recorded_in_place_of_itself,
    waves::waves_belong_to_their_run,
    waves::a_run_without_its_lock_records_no_wave,
    waves::an_interrupted_wave_stays_as_it_was,
    waves::waves_go_with_their_run,
    waves::a_wave_with_a_wrong_time_is_refused,
    leads::one_leads_until_it_ends,
    leads::other_scopes_have_leads_of_their_own,
    leads::a_leader_does_not_block_an_apply,
    leads::leading_creates_no_registry,
}
