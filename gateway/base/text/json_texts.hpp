// Texts at known places of a foreign JSON document, in one walk that keeps nothing else: its memory is at most a dozen
// times the document, its time linear in it, whatever the document holds. Pure.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatewarden {

inline constexpr std::size_t kMaxJsonLevels = 16;  // objects and lists within each other

// The text at each of `places`, "message.topicName" being that of a member of a member; empty where there is none. Of
// members with one name the last one counts. Nothing if `document` is no object of JSON, or has more levels.
std::optional<std::vector<std::string>> texts_at(std::string_view document,
                                                 std::initializer_list<std::string_view> places);

}  // namespace gatewarden
