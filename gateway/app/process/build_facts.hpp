// Which program this is. The facts are written by build_facts.cmake at each build, into one small source, so that a new
// commit compiles nothing else. None is of the clock or of the folder: the same source makes the same program.
#pragma once

#include <string>

namespace gatewarden::app {

struct BuildFacts {
  const char* version;   // "0.1.0"
  const char* commit;    // twelve digits, with "-dirty" if files were changed since; "unknown" without git
  const char* compiler;  // with the system it ran on: "Debian 12 g++ 12.2.0"
  const char* date;      // "2026-11-28", in UTC, of SOURCE_DATE_EPOCH or the commit; empty: neither is known
};

const BuildFacts& build_facts();

// "gatewarden 0.1.0 (commit 0123456789ab, Debian 12 g++ 12.2.0, 2026-11-28)"
std::string text_of(const BuildFacts& facts);

}  // namespace gatewarden::app
