#include "gateway/confine/confinement.hpp"

#include <utility>

#include "gateway/confine/landlock.hpp"

namespace gatewarden::confine {
namespace {

const char* verb(Use use) {
  switch (use) {
    case Use::write:
      return "write to ";
    case Use::device:
      return "open the devices of ";
    case Use::read:
      break;
  }
  return "read from ";
}

}  // namespace

Confinement Confinement::none(std::string why) {
  Confinement made;
  made.why_ = std::move(why);
  return made;
}

Confinement Confinement::to(const std::vector<Folder>& folders) {
  const auto version = landlock_version();
  if (!version) return none(version.error());
  Confinement made;
  made.folders_ = resolved(folders, made.missing_);
  if (auto done = landlock(*version, made.folders_); !done) return none(done.error());
  made.version_ = *version;
  return made;
}

Result<void> Confinement::allows(const std::vector<Folder>& wanted) const {
  if (!in_force()) return {};
  for (const Folder& folder : wanted) {
    if (covered(folders_, folder)) continue;
    return Error{std::string("the gateway gave up at its start to ") + verb(folder.use) +
                 folder.path.string() + ": restart it, or name the folder in gateway.paths before a start"};
  }
  return {};
}

}  // namespace gatewarden::confine
