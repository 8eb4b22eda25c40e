// One child in depth, for an operator. Pure.
#pragma once

#include <string>

#include "gateway/status/snapshot.hpp"
#include "gateway/terminal/text_table.hpp"

namespace gatewarden::status {

std::string child_page(const ChildDetail& detail, const Screen& screen);

}  // namespace gatewarden::status
