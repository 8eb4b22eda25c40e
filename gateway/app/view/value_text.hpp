#pragma once

#include <string>

#include "gateway/report/open_reports.hpp"

namespace gatewarden::app {

// "230.1", "[502 8080]", "2 connections"; empty: nothing read yet.
std::string value_text(const PointView& point);

}  // namespace gatewarden::app
