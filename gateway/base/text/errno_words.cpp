#include "gateway/base/text/errno_words.hpp"

#include <cerrno>
#include <cstring>

namespace gatewarden {

std::string errno_words(int error) {
  std::string said = std::strerror(error);
  if (error == EMFILE)
    return said + ": raise how many this process may have (LimitNOFILE= of its unit, or ulimit -n)";
  if (error == ENFILE) return said + ": raise how many the machine may have (sysctl fs.file-max)";
  return said;
}

}  // namespace gatewarden
