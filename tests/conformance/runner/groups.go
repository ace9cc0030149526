package main

import "strings"

// group is a set of tests with one subject.
type group struct {
	name    string
	subject string
	tests   []string
}

// option abbreviates the names of the tests about resource options.
const option = "l2-resource-option-"

// groups are the tests that are counted: those of what an SDK and a language host do. The others are about generated code
// and about Pulumi's own program language.
var groups = []group{
	{"A1", "stack, outputs, configuration", words(`
		l1-empty l1-main l1-output-array l1-output-bool l1-output-map l1-output-null l1-output-number l1-output-string
		l1-config-secret l1-config-types-object l1-config-types-optional l1-config-types-primitive
		l1-builtin-cwd l1-builtin-info l1-builtin-project-root l1-builtin-project-root-main
		l1-builtin-require-pulumi-version l1-builtin-secret l1-builtin-stash l1-stack-reference l1-component-sourceless`)},
	{"A2", "resource options", append(prefixed(option, `
		additional-secret-outputs alias custom-timeouts delete-before-replace deleted-with depends-on hide-diffs
		ignore-changes import plugin-download-url protect replace-on-changes replace-with replacement-trigger
		retain-on-delete version`),
		"l2-resource-parent-inheritance", "l2-resource-provider-inheritance")},
	{"A3", "registration, values, order", words(`
		l2-resource-any l2-resource-config l2-resource-config-objects l2-resource-config-primitives l2-resource-const
		l2-resource-elide-unknowns l2-resource-name-type l2-resource-optional l2-resource-order
		l2-resource-primitive-defaults l2-resource-primitives l2-resource-read l2-resource-simple l2-destroy l2-id-type
		l2-large-string l2-logical-name l2-map-keys l2-map-keys-adversarial l2-nested-collections l2-parallel-resources
		l2-plain l2-primitive-ref l2-primitive-ref-optional l2-raw-string-bytes l2-ref-ref`)},
	{"A4", "secrets, assets", words(`
		l2-resource-asset-archive l2-resource-schema-secret l2-resource-secret l2-invoke-secrets`)},
	{"A5", "functions", words(`
		l2-invoke-dependencies l2-invoke-multi-argument l2-invoke-options l2-invoke-options-depends-on
		l2-invoke-output-only l2-invoke-scalar l2-invoke-scalars l2-invoke-simple l2-invoke-variants
		l2-resource-invoke-dynamic-function l2-config-default-from-invoke`)},
	{"A6", "providers", words(`
		l2-explicit-provider l2-provider-config-enum l2-provider-grpc-config l2-provider-grpc-config-schema-secret
		l2-provider-grpc-config-secret l2-resource-option-env-var-mappings`)},
	{"A7", "failures, targets", words(`
		l2-failed-create l2-failed-create-continue-on-error l2-failed-create-recover-continue-on-error
		l2-target-up-skipped-create-output l2-target-up-with-new-dependency l2-engine-update-options`)},
	{"A8", "local components", prefixed("l3-component-", `
		config-objects config-primitives invoke nested provider provider-inheritance simple`)},
	{"B1", "hooks", words(`
		l2-resource-hook-after-failure l2-resource-hook-ignore-errors l2-resource-hook-on-error
		l2-resource-hook-panic l2-resource-option-hooks`)},
	{"B2", "remote components, methods", words(`
		l2-component-call-plain l2-component-call-simple l2-component-component-resource-ref
		l2-component-program-resource-ref l2-component-property-deps l2-plain-component l2-explicit-providers
		l2-provider-call l2-provider-call-explicit l2-invoke-depends-on-component l2-namespaced-provider`)},
	{"B3", "parameterized packages", words(`
		l2-explicit-parameterized-provider l2-extension-parameterized-resource l2-parameterized-invoke
		l2-parameterized-resource l2-parameterized-resource-twice l2-extension-and-base-resource
		l2-resource-option-version-sdk`)},
	{"B4", "policy packs", prefixed("policy-", `
		analyze-stack config config-schema dryrun enforcement-config invalid remediate resource-metadata simple
		stack-config stack-tags`)},
	{"B5", "providers in the language", prefixed("provider-", `
		alias-component builtin-info-component ignore-changes-component replacement-trigger-component
		resource-component`)},
}

// notCounted is the group of all other tests.
const notCounted = "-"

var groupByTest = func() map[string]string {
	names := map[string]string{}
	for _, group := range groups {
		for _, test := range group.tests {
			names[test] = group.name
		}
	}
	return names
}()

// groupOf returns the name of a test's group.
func groupOf(test string) string {
	if name, ok := groupByTest[test]; ok {
		return name
	}
	return notCounted
}

func words(text string) []string { return strings.Fields(text) }

func prefixed(prefix, text string) []string {
	names := words(text)
	for index := range names {
		names[index] = prefix + names[index]
	}
	return names
}
