// The control socket's client, for commands: blocking, one request per connection.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::status {

inline constexpr std::string_view kAskStatus = R"({"ask":"status"})";
inline constexpr std::string_view kAskHealth = R"({"ask":"health"})";
std::string ask_child(std::string_view thing);
std::string ask_to_forget(std::string_view thing);
std::string_view ask_to_reload(bool all);

// Without the line break. The error tells a missing gateway from a silent one, with a remedy. `patience` is per
// wait, not for the whole answer.
Result<std::string> ask_gateway(const std::filesystem::path& state_directory, std::string_view request,
                                Duration patience = std::chrono::seconds(5));

}  // namespace gatewarden::status
