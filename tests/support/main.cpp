#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

// Debian's Paho keeps about 470 bytes of each client that it destroyed. Only a leak checker asks.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: the checker's name
extern "C" const char* __lsan_default_suppressions() { return "leak:libpaho-mqtt3as\n"; }
