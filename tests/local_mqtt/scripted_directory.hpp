// Learns as many devices as the test allows, with the ids 100, 101 ... and points from 500; records the requests. A device
// that is asked for again is the same.
#pragma once

#include <map>

#include "gateway/sample/directory.hpp"
#include "tests/local_mqtt/recording_sink.hpp"

namespace gatewarden::local_mqtt::test {

struct ScriptedDirectory final : Directory {
  std::optional<Assignment> learn(std::string_view link, std::string_view identity) override {
    asked.push_back(std::string(link) + " " + std::string(identity));
    const auto known = learned.find(asked.back());
    if (known != learned.end()) return known->second;
    if (learned.size() >= allowed) return std::nullopt;
    Assignment made = child(static_cast<std::uint32_t>(100 + learned.size()), 500, "", of);
    made.address.reset();
    return learned[asked.back()] = made;
  }
  std::shared_ptr<const AdapterProfile> of;
  std::size_t allowed = 0;
  std::vector<std::string> asked;
  std::map<std::string, Assignment> learned;
};

}  // namespace gatewarden::local_mqtt::test
