// A long text made piece by piece, so that 30,000 children never hold the loop for longer than one piece.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace gatewarden::status {

inline constexpr std::size_t kPieceBytes = 64 * 1024;

// Appends the next piece, about kPieceBytes; false, and nothing appended, once there is none.
using Pieces = std::function<bool(std::string& text)>;

}  // namespace gatewarden::status
