// Regions of AWS: the one that the name of an AWS IoT endpoint says, and the partition it belongs to.
#pragma once

#include <string_view>

namespace gatewarden {

// "eu-central-1" of "abc-ats.iot.eu-central-1.amazonaws.com"; empty for names of another kind.
std::string_view region_of_endpoint(std::string_view endpoint);

// How an ARN there begins: aws, aws-cn (China) or aws-us-gov (GovCloud). Empty for what is no region, or one of a
// partition that is not known here.
std::string_view partition_of_region(std::string_view region);

}  // namespace gatewarden
