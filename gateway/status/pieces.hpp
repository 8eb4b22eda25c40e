// A long text in pieces: 30,000 children never hold the loop longer than one piece.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace gatewarden::status {

inline constexpr std::size_t kPieceBytes = 64 * 1024;

// Appends about kPieceBytes; at the end appends nothing and returns false.
using Pieces = std::function<bool(std::string& text)>;

}  // namespace gatewarden::status
