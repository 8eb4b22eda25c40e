// What is kept of a fleet in force, so that the next one can be compared with it by name: who is where, what entries and
// profiles mean, and every setting. About 70 bytes a child, and no more work for the loop: made and compared on the
// thread that reads the file. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/protocol.hpp"
#include "gateway/provision/needs/needs.hpp"
#include "gateway/status/reloader.hpp"

namespace gatewarden::app {

class FleetOutline {
 public:
  FleetOutline(const config::Fleet& fleet, std::span<const config::Protocol* const> protocols,
               const std::vector<MetricSpec>& host_metrics);

  // A child. Views are valid as long as the outline.
  struct Row {
    std::string_view thing, place;  // on its link, as its protocol tells it: "unit 4"; perhaps empty
    std::string_view link, profile;
    std::uint64_t entry = 0;    // fingerprint of its keys but profile and link
    std::uint64_t meaning = 0;  // fingerprint of what its profile says
  };
  std::size_t size() const { return rows_.size(); }
  Row operator[](std::size_t position) const;
  // As JSON: gateway, uplink, links and profiles by name.
  const std::string& settings() const { return settings_; }
  // Nothing: no way leads to AWS.
  std::optional<provision::Needs> aws_needs() const;

 private:
  struct Packed {
    std::size_t begin = 0;  // in texts_: the thing, then the place
    std::uint32_t thing = 0, place = 0;
    std::uint32_t link = 0, profile = 0;
    std::uint64_t entry = 0;
  };
  struct NamedProfile {
    std::string name;
    std::uint64_t meaning = 0;
  };
  std::string texts_;
  std::vector<Packed> rows_;  // in the natural order of their things
  std::vector<std::string> links_;
  std::vector<NamedProfile> profiles_;
  std::string settings_;
  std::optional<provision::Needs> needs_;  // without devices
};

// From one to the other, with all names.
status::ReloadChanges changes(const FleetOutline& before, const FleetOutline& now);

}  // namespace gatewarden::app
