#include "gateway/config/load/load.hpp"

#include <nlohmann/json.hpp>

#include "gateway/base/text/json_text.hpp"
#include "gateway/config/gateway_section.hpp"
#include "gateway/config/load/build_links.hpp"
#include "gateway/config/load/disk_files.hpp"
#include "gateway/config/load/expand_children.hpp"
#include "gateway/config/load/notes/identity_notes.hpp"
#include "gateway/config/load/notes/notes.hpp"
#include "gateway/config/load/rules.hpp"
#include "gateway/config/load/uplink_rules.hpp"
#include "gateway/config/uplink_section.hpp"

namespace gatewarden::config {
namespace {

std::string settings_of(const FleetEntry& fleet, const Adapters& adapters) {
  auto uplinks = nlohmann::json::array();
  const auto uplink = as_type(uplink_section());
  for (const UplinkEntry& each : fleet.uplink) uplinks.push_back(uplink->json_of(&each));
  const auto gateway = as_type(gateway_section(adapters.host_metrics))->json_of(&fleet.gateway);
  return json_line(nlohmann::json{{"gateway", gateway}, {"uplink", std::move(uplinks)}});
}

Loaded load_from(const std::filesystem::path& file, const Files& files, const Adapters& adapters,
                 const Environment& environment) {
  Loaded loaded;
  Fleet& fleet = loaded.fleet;
  Problems& problems = loaded.problems;
  const Sources sources = read_sources(file, files, adapters, environment, problems);
  if (sources.complete) {
    fleet.gateway = sources.fleet.gateway;
    const KnownNames links = build_links(sources, adapters.protocols, fleet, problems);
    const std::vector<WrittenChild> children = read_children(sources, links, adapters.protocols, problems);
    const KnownNames profiles =
        build_profiles(sources, adapters.protocols, speakers_of(children, sources, links), fleet, problems);
    expand_children(children, Names{links, profiles}, adapters.protocols, fleet, problems);
    apply_uplink(sources, fleet, problems);
    settle_answers(fleet);
    check_gateway(sources, fleet, problems);
    check_names(sources, fleet, problems);
    check_metric_types(sources, fleet, problems);
    check_learning(sources, links, profiles, fleet, problems);
    // Of what has problems, adapters see what could be read: without settings or an address where nothing could.
    for (const Protocol* protocol : adapters.protocols) {
      if (protocol->check) protocol->check(fleet, problems);
    }
  }
  problems.sort();
  if (!problems.empty()) return loaded;
  fleet.settings = settings_of(sources.fleet, adapters);
  loaded.notes = notes_on(fleet);
  for (std::string& note : identity_notes(fleet, files.exists)) loaded.notes.push_back(std::move(note));
  for (const Remark& remark : problems.remarks()) loaded.notes.push_back(to_text(remark));
  return loaded;
}

}  // namespace

Loaded load(const std::filesystem::path& file, const Adapters& adapters, const Environment& environment) {
  Files disk = disk_files();
  std::vector<std::filesystem::path> asked;
  disk.read = [&asked, read = std::move(disk.read)](const std::filesystem::path& path) {
    asked.push_back(path);
    return read(path);
  };
  Loaded loaded = load_from(file, disk, adapters, environment);
  loaded.files = std::move(asked);
  return loaded;
}

Loaded load_text(std::string_view text, const std::string& name, const Adapters& adapters,
                 const Environment& environment) {
  Files memory;
  memory.read = [&](const std::filesystem::path& path) -> Result<std::string> {
    if (path == name) return std::string(text);
    return Error{"cannot be included: this fleet file is not on disk"};
  };
  memory.match = [](const std::filesystem::path& pattern,
                    std::size_t&) -> std::vector<std::filesystem::path> { return {pattern}; };
  memory.exists = [](const std::filesystem::path&) { return true; };  // not asked for
  return load_from(name, memory, adapters, environment);
}

}  // namespace gatewarden::config
