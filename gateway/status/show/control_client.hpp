// The asking side of the control socket, for a command: blocking, one request a connection.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::status {

inline constexpr std::string_view kAskStatus = R"({"ask":"status"})";
std::string ask_child(std::string_view thing);

// The answer without its line break. The error says whether no gateway runs there or it does not answer, and
// what to do. `patience` holds for each wait, not for a whole long answer.
Result<std::string> ask_gateway(const std::filesystem::path& state_directory, std::string_view request,
                                Duration patience = std::chrono::seconds(5));

}  // namespace gatewarden::status
