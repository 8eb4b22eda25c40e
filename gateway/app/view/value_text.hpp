// A point's value in a few characters, for tables.
#pragma once

#include <string>

#include "gateway/report/open_reports.hpp"

namespace gatewarden::app {

// "230.1", "[502 8080]", "2 connections"; empty where nothing was read yet.
std::string value_text(const PointView& point);

}  // namespace gatewarden::app
