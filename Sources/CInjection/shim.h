// libinjection has no Debian package of its own; ModSecurity's library exports these two functions of it.
#include <stddef.h>

int libinjection_sqli(const char *input, size_t length, char fingerprint[8]);
int libinjection_xss(const char *input, size_t length);

// Declared by the C library for GNU programs only, which Swift's module of it does not count as.
void *memmem(const void *text, size_t length, const void *part, size_t part_length);
