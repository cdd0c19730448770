/// An answer whose head is sent already is not to go on.
struct RefusedAnswer: Error {}
