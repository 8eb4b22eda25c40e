// Whole numbers of every width as one type.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>

#include "gateway/config/keys/type.hpp"

namespace gatewarden::config::detail {

// Converts between 64 bits and the member's type; a natural number keeps its bits.
struct WholeNumberAccess {
  void (*store)(void* out, std::int64_t value);
  std::int64_t (*load)(const void* value);
  bool natural;
};

template <class Value>
constexpr WholeNumberAccess kWholeNumberAccess{
    [](void* out, std::int64_t value) { *static_cast<Value*>(out) = static_cast<Value>(value); },
    [](const void* value) { return static_cast<std::int64_t>(*static_cast<const Value*>(value)); },
    std::unsigned_integral<Value>};

enum class Counted : bool { no, yes };  // no: it is an address or a code, for which 28h may stand

// `most` is never negative. `words` replace "a whole number from ... to ...".
std::shared_ptr<const ValueType> whole_number(std::int64_t least, std::uint64_t most,
                                              WholeNumberAccess access, Counted counted, std::string words);

}  // namespace gatewarden::config::detail
