//! The simulation as a test: many seeds hold, and taking a safeguard away is noticed.

use switchboard_domain::Millis;
use switchboard_simulation::{Options, run_seed};
use switchboard_workflow::Config;

/// Seeds run by every test run; set `SIMULATION_SEEDS` for more.
const SEEDS: u64 = 20_000;

fn seeds() -> u64 {
    std::env::var("SIMULATION_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(SEEDS)
}

fn broken(options: &Options) -> Option<String> {
    (0..10_000).find_map(|seed| run_seed(seed, options).err()).map(|violation| violation.to_string())
}

fn with(edit: impl FnOnce(&mut Config)) -> Options {
    let mut options = Options::default();
    edit(&mut options.workflow);
    options
}

#[test]
fn no_seed_breaks_an_invariant() {
    let options = Options::default();
    let (mut crashes, mut replies, mut human) = (0, 0, 0);
    for seed in 0..seeds() {
        match run_seed(seed, &options) {
            Ok(stats) => {
                crashes += stats.crashes;
                replies += stats.replies;
                human += stats.human;
            }
            Err(violation) => panic!("{violation}"),
        }
    }
    // The faults must really have happened, or the invariants were never in danger.
    assert!(crashes > seeds() / 10 && replies > seeds() / 2 && human > 0, "{crashes} {replies} {human}");
}

#[test]
fn without_the_fence_a_stopped_worker_is_caught_writing() {
    let found = broken(&with(|config| config.fencing = false));
    assert!(found.is_some_and(|what| what.contains("while")));
}

#[test]
fn without_the_read_back_a_customer_gets_two_replies() {
    let found = broken(&with(|config| config.read_back = false));
    assert!(found.is_some_and(|what| what.contains("replies to comment")));
}

#[test]
fn without_the_proof_time_a_late_call_makes_two_replies() {
    let found = broken(&with(|config| config.absence_after = Millis(0)));
    assert!(found.is_some_and(|what| what.contains("replies to comment")));
}

#[test]
fn a_seed_gives_the_same_run_every_time() {
    let options = Options::default();
    let run = |seed| run_seed(seed, &options).map(|stats| (stats.commands, stats.calls, stats.replies));
    for seed in [1, 77, 4_242] {
        assert_eq!(run(seed).unwrap(), run(seed).unwrap());
    }
}
