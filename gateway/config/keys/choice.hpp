// One of several words, each with a value.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/config/keys/type.hpp"
#include "gateway/config/keys/whole_number.hpp"

namespace gatewarden::config::detail {

// Enumerators or whole numbers, kept by their bits.
struct Word {
  std::string name;
  std::int64_t value;
};
std::shared_ptr<const ValueType> choice_of(const std::vector<Word>& words, WholeNumberAccess access);
// Words that are their own values.
std::shared_ptr<const ValueType> choice_of_texts(std::vector<std::string> names);

}  // namespace gatewarden::config::detail
