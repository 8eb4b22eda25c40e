// What a system call says when it fails, with the remedy where it is always the same. Pure.
#pragma once

#include <string>

namespace gatewarden {

// `error`: a value of errno. "Too many open files: raise the limit of open files (LimitNOFILE= of ...)".
std::string errno_words(int error);

}  // namespace gatewarden
