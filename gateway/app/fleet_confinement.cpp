#include "gateway/app/fleet_confinement.hpp"

#include <unistd.h>

#include <string>

#include "gateway/app/protocols.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::app {
namespace {

using confine::Folder;
using confine::Use;

void add_parts(std::vector<Folder>& folders, const config::Loaded& loaded) {
  for (const auto& file : loaded.files) confine::add_file(folders, file, Use::read);
}

void add_uplinks(std::vector<Folder>& folders, const config::Uplinks& uplink) {
  if (uplink.mqtt) {
    for (const std::string* file : {&uplink.mqtt->certificate, &uplink.mqtt->private_key, &uplink.mqtt->ca,
                                    &uplink.mqtt->password_file, &uplink.mqtt->proxy_password_file})
      confine::add_file(folders, *file, Use::read);
  }
  for (const config::FileUplink& file : uplink.files) confine::add_file(folders, file.path, Use::write);
}

void add_link(std::vector<Folder>& folders, const config::Link& link) {
  for (const config::Protocol* protocol : protocols()) {
    if (protocol->name != link.protocol || !protocol->opens) continue;
    const config::Opened opened = protocol->opens(link);
    for (const std::string& file : opened.files) confine::add_file(folders, file, Use::read);
    for (const std::string& device : opened.devices) confine::add_device(folders, device);
  }
}

std::string joined(const std::vector<std::string>& paths) {
  std::string text;
  for (const std::string& path : paths) text += (text.empty() ? "" : ", ") + path;
  return text;
}

}  // namespace

std::vector<Folder> folders_of(const config::Loaded& loaded) {
  const config::Fleet& fleet = loaded.fleet;
  std::vector<Folder> folders;
  confine::add_system(folders);
  add_parts(folders, loaded);
  folders.push_back({fleet.gateway.state_directory, Use::write});
  add_uplinks(folders, fleet.uplink);
  for (const config::Link& link : fleet.links) add_link(folders, link);
  if (fleet.gateway.host.enabled) {
    const std::filesystem::path root = fleet.gateway.host.root;
    folders.push_back({root / "proc", Use::read});
    folders.push_back({root / "sys", Use::read});
  }
  for (const std::string& path : fleet.gateway.paths) {
    for (const Use use : {Use::write, Use::device}) folders.push_back({path, use});
  }
  return folders;
}

confine::Confinement confine_to(const config::Loaded& loaded) {
  if (loaded.fleet.gateway.confine) return confine_to(folders_of(loaded));
  log::info("app", "not_confined", {{"why", "gateway.confine is false"}});
  return confine::Confinement::none("gateway.confine is false");
}

confine::Confinement confine_to(const std::vector<Folder>& folders) {
  auto made = confine::Confinement::to(folders);
  if (!made.in_force()) {
    log::warning("app", "not_confined", {{"why", made.why()}, {"now", "it may open whatever its user may"}});
    return made;
  }
  const auto view = confinement_view(made);
  log::info("app", "confined",
            {{"by", view.by},
             {"reads", joined(view.reads)},
             {"writes", joined(view.writes)},
             {"devices", joined(view.devices)}});
  if (!made.missing().empty()) {
    log::warning("app", "folders_missing",
                 {{"folders", joined(made.missing())},
                  {"now",
                   "should they come, they stay closed until a restart: or name their parent in "
                   "gateway.paths"}});
  }
  return made;
}

Result<void> check_confined(const confine::Confinement& confinement, const config::Loaded& loaded) {
  if (loaded.problems.empty()) return confinement.allows(folders_of(loaded));
  std::vector<Folder> parts;
  add_parts(parts, loaded);
  return confinement.allows(parts);
}

status::ConfinementView confinement_view(const confine::Confinement& confinement) {
  status::ConfinementView view;
  view.in_force = confinement.in_force();
  view.why = confinement.why();
  view.missing = confinement.missing();
  if (confinement.in_force()) view.by = "Landlock " + std::to_string(confinement.version());
  for (const Folder& folder : confinement.folders()) {
    auto& paths = folder.use == Use::write    ? view.writes
                  : folder.use == Use::device ? view.devices
                                              : view.reads;
    paths.push_back(folder.path.string());
  }
  return view;
}

void warn_of_root() {
  if (::geteuid() != 0) return;
  log::warning("app", "runs_as_root",
               {{"why", "nothing here needs it, and whoever takes over the gateway has the machine"},
                {"remedy",
                 "run it as a user of its own, who owns the state directory and is in the group of "
                 "the serial lines (dialout)"}});
}

}  // namespace gatewarden::app
