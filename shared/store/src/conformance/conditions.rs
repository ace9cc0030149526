//! Conditions of single writes.

use switchboard_domain::state::{Check, Expect, Row, Write};

use super::samples::{at, event, leased_event, limit};
use super::{Failure, same};
use crate::error::WriteError;
use crate::port::Store;

pub(super) async fn table(store: &dyn Store) -> Result<(), Failure> {
    let cases = [
        // (stored, condition, holds)
        (None, Expect::Absent, true),
        (None, Expect::AbsentOr(vec![Check::Version(9)]), true),
        (None, Expect::Present(vec![]), false),
        (None, Expect::Present(vec![Check::Fence(1)]), false),
        (Some(event("E#c", 3)), Expect::Absent, false),
        (Some(event("E#c", 3)), Expect::Present(vec![]), true),
        (Some(event("E#c", 3)), Expect::AbsentOr(vec![]), true),
        (Some(event("E#c", 3)), Expect::Present(vec![Check::Fence(3)]), true),
        (Some(event("E#c", 3)), Expect::Present(vec![Check::Fence(2)]), false),
        (Some(event("E#c", 3)), Expect::AbsentOr(vec![Check::Fence(4)]), false),
        (Some(event("E#c", 3)), Expect::Present(vec![Check::Status("CLAIMED")]), true),
        (Some(event("E#c", 3)), Expect::Present(vec![Check::Status("PLANNED")]), false),
        (Some(event("E#c", 3)), Expect::Present(vec![Check::Fence(3), Check::Status("DONE")]), false),
        (Some(event("E#c", 3)), Expect::Present(vec![Check::Version(3)]), false),
        (Some(event("E#c", 3)), Expect::Present(vec![Check::LeaseEndedBefore(at(0))]), true),
        (Some(leased_event("E#c", 3, at(10))), Expect::Present(vec![Check::LeaseEndedBefore(at(10))]), false),
        (Some(leased_event("E#c", 3, at(10))), Expect::Present(vec![Check::LeaseEndedBefore(at(11))]), true),
        (Some(limit("B#c", 3)), Expect::Present(vec![Check::Version(3)]), true),
        (Some(limit("B#c", 3)), Expect::Present(vec![Check::Version(4)]), false),
        (Some(limit("B#c", 3)), Expect::Present(vec![Check::Fence(3)]), false),
        (Some(limit("B#c", 3)), Expect::Present(vec![Check::Status("CLAIMED")]), false),
    ];
    for (number, (stored, expect, holds)) in cases.into_iter().enumerate() {
        let row = stored.clone().unwrap_or_else(|| event("E#c", 3));
        let expected = if holds { Ok(()) } else { Err(WriteError::ConditionFailed { index: 0 }) };
        let writes = [
            Write::put(changed(&row), expect.clone()),
            Write::Check { key: row.key(), expect: expect.clone() },
            Write::Delete { key: row.key(), expect },
        ];
        for (write, effect) in writes.into_iter().zip([Some(Some(changed(&row))), None, Some(None)]) {
            reset(store, &row, stored.as_ref()).await?;
            let what = format!("case {number}, {write:?}");
            same(&what, store.write(vec![write]).await, expected.clone())?;
            let after = store.get(&[row.key()]).await?;
            let wanted = if holds { effect.unwrap_or_else(|| stored.clone()) } else { stored.clone() };
            same(&format!("row after {what}"), after, vec![wanted])?;
        }
        reset(store, &row, None).await?;
    }
    Ok(())
}

pub(super) async fn takeover(store: &dyn Store) -> Result<(), Failure> {
    let claim = |fence, until, now| {
        let free = if fence == 1 {
            Expect::Absent
        } else {
            Expect::Present(vec![Check::Fence(fence - 1), Check::LeaseEndedBefore(now)])
        };
        vec![Write::put(leased_event("E#takeover", fence, until), free)]
    };
    store.write(claim(1, at(60), at(0))).await?;
    let refused = Err(WriteError::ConditionFailed { index: 0 });
    same("a live lease is respected", store.write(claim(2, at(90), at(30))).await, refused.clone())?;
    same("at its end it is still respected", store.write(claim(2, at(90), at(60))).await, refused.clone())?;
    store.write(claim(2, at(120), at(61))).await?;
    let late = Write::put(event("E#takeover", 1), Expect::Present(vec![Check::Fence(1)]));
    same("the former owner is fenced off", store.write(vec![late]).await, refused)
}

async fn reset(store: &dyn Store, row: &Row, to: Option<&Row>) -> Result<(), Failure> {
    let any = Expect::AbsentOr(vec![]);
    let write = match to {
        Some(row) => Write::put(row.clone(), any),
        None => Write::Delete { key: row.key(), expect: any },
    };
    Ok(store.write(vec![write]).await?)
}

fn changed(row: &Row) -> Row {
    match row {
        Row::Event(_) => event("E#c", 77),
        _ => limit("B#c", 77),
    }
}
