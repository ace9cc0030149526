//! What must not compile. The messages are kept in `tests/compile`; after a change of the compiler, look at the new ones and
//! run with `TRYBUILD=overwrite`.

#[test]
fn wrong_programs_are_refused_by_the_compiler() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile/*.rs");
}
