//! Concurrency that is set aside for one function.

use super::SERVICE;
use crate::clients::Clients;
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, refused};

/// Property with the number; -1 is none.
pub(super) const RESERVED: &str = "reservedConcurrentExecutions";

/// Runs at a time of all functions of an account, the service's default.
const QUOTA: i64 = 1000;

/// What must stay for functions without a reservation.
const UNRESERVED: i64 = 100;

/// The wished reservation.
pub(super) fn wished(inputs: &Inputs<'_>) -> Result<Option<i32>, Refusal> {
    Ok(inputs.small(RESERVED)?.filter(|number| *number >= 0))
}

/// Refuses a reservation that leaves too little to the other functions, which the emulator does not.
pub(super) async fn check(aws: &Clients, name: &str, wish: Option<i32>) -> Result<(), Refusal> {
    let Some(wish) = wish else { return Ok(()) };
    let mut others = 0;
    let mut pages = aws.lambda().list_functions().into_paginator().send();
    while let Some(page) = pages.next().await {
        let functions = page.map_err(refused(SERVICE))?.functions.unwrap_or_default();
        for other in functions.iter().filter_map(|function| function.function_name()).filter(|other| *other != name) {
            let call = aws.lambda().get_function_concurrency().function_name(other);
            // Another one may be deleted meanwhile.
            let answer = found(call.send().await.map_err(refused(SERVICE)))?;
            let reserved = answer.and_then(|answer| answer.reserved_concurrent_executions);
            others += i64::from(reserved.unwrap_or_default());
        }
    }
    fits(i64::from(wish), others)
}

fn fits(wish: i64, others: i64) -> Result<(), Refusal> {
    if wish + others <= QUOTA - UNRESERVED {
        return Ok(());
    }
    let message = format!(
        "InvalidParameterValueException: Specified ReservedConcurrentExecutions for function decreases account's \
         UnreservedConcurrentExecution below its minimum value of [{UNRESERVED}]: {wish} and {others} of other functions, \
         of {QUOTA}"
    );
    Err(Refusal::invalid(SERVICE, "LAMBDA-RESERVED-SUM", message))
}

/// Sets the reservation or takes it away.
pub(super) async fn set(aws: &Clients, name: &str, wish: Option<i32>) -> Result<(), Refusal> {
    match wish {
        Some(number) => {
            let call = aws.lambda().put_function_concurrency().function_name(name);
            call.reserved_concurrent_executions(number).send().await.map_err(refused(SERVICE))?;
        }
        None => {
            let call = aws.lambda().delete_function_concurrency().function_name(name);
            call.send().await.map_err(refused(SERVICE))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_stay_for_the_others() {
        assert_eq!(fits(32, 868), Ok(()));
        let refusal = fits(33, 868).unwrap_err();
        assert!(matches!(refusal, Refusal::Invalid { rule: "LAMBDA-RESERVED-SUM", .. }), "{refusal}");
    }
}
