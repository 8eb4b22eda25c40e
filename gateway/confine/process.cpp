#include "gateway/confine/process.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace gatewarden::confine {

void keep_memory_private() {
  // The limit alone does not keep a core from a collector's pipe (core(5)); being not dumpable does.
  const rlimit nothing{0, 0};
  ::setrlimit(RLIMIT_CORE, &nothing);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void forbid_new_privileges() { ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

}  // namespace gatewarden::confine
