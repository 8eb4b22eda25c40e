// Sessions whose beginning and end are told to somebody else, too, before whoever uses them hears of it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::app {

struct SessionWatch {
  std::function<void()> connected;
  std::function<void(const std::string& why, std::optional<std::uint8_t> reason)> lost;
  std::function<void(const std::vector<std::uint8_t>& codes)> subscribed;
};

// `watch` outlives them, and its functions end no session.
mqtt::SessionFactory watched(mqtt::SessionFactory sessions, const SessionWatch& watch);

}  // namespace gatewarden::app
