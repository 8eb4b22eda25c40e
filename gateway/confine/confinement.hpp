// Which files this process has left itself, and whether what it is to open later is among them.
#pragma once

#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/confine/folders.hpp"

namespace gatewarden::confine {

class Confinement {
 public:
  // Of the calling thread and those it starts, for good. Where the kernel cannot, nothing is confined, and why() says
  // so: a gateway on an old kernel still serves.
  static Confinement to(const std::vector<Folder>& folders);
  // Not asked for.
  static Confinement none(std::string why);

  bool in_force() const { return why_.empty(); }
  const std::string& why() const { return why_; }  // it is not in force
  int version() const { return version_; }         // of Landlock; 0: not in force
  const std::vector<Folder>& folders() const { return folders_; }
  // Were not there and stay closed, should they come.
  const std::vector<std::string>& missing() const { return missing_; }

  // An error names the first of `wanted` that cannot be opened, and the remedies.
  Result<void> allows(const std::vector<Folder>& wanted) const;

 private:
  std::string why_;
  int version_ = 0;
  std::vector<Folder> folders_;
  std::vector<std::string> missing_;
};

}  // namespace gatewarden::confine
