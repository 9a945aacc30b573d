// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/testing/server/api/call.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

namespace awaitgram::testing {

/// Added to the numbers of data centres in test mode.
inline constexpr std::int32_t test_mode_offset = 10'000;

/// The data centre that a call was made at, or that a client takes this server for.
[[nodiscard]] inline std::int32_t dc_for(const api_call& call) {
    const auto asked = std::abs(std::int64_t{call.login.dc}) % test_mode_offset;
    if (call.dcs.several())
        return call.login.dc_of_key != 0 ? call.login.dc_of_key : call.dcs.first();
    return call.options.dc.value_or(asked == 0 ? default_dc : static_cast<std::int32_t>(asked));
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::help::getConfig&) {
    const auto dc = dc_for(call);
    api::config config;
    config.date = call.date();
    config.expires = call.date() + 3600;
    config.this_dc = dc;
    config.test_mode = std::abs(std::int64_t{call.login.dc}) >= test_mode_offset;
    for (const auto& each : call.dcs.announced()) {
        api::dcOption shown;
        shown.id = each.dc;
        shown.ip_address = tl::string{each.host};
        shown.port = each.port;
        shown.ipv6 = each.host.find(':') != std::string::npos;
        shown.media_only = each.media_only;
        shown.this_port_only = true;
        config.dc_options.push_back(std::move(shown));
    }
    for (const auto& each : call.dcs.all()) {
        api::dcOption shown;
        shown.id = call.dcs.several() ? each.id : dc;
        shown.ip_address = tl::string{call.options.address};
        shown.port = each.port;
        shown.static_ = true;
        shown.cdn = each.cdn;
        shown.this_port_only = true;
        config.dc_options.push_back(std::move(shown));
    }
    config.dc_txt_domain_name = "localhost";
    config.me_url_prefix = "https://t.me/";
    config.chat_size_max = 200;
    config.megagroup_size_max = 200'000;
    config.forwarded_count_max = 100;
    config.online_update_period_ms = 210'000;
    config.offline_blur_timeout_ms = 5'000;
    config.offline_idle_timeout_ms = 30'000;
    config.online_cloud_timeout_ms = 300'000;
    config.notify_cloud_delay_ms = 30'000;
    config.notify_default_delay_ms = 1'500;
    config.push_chat_period_ms = 60'000;
    config.push_chat_limit = 2;
    config.edit_time_limit = 172'800;
    config.revoke_time_limit = 0x7fffffff;
    config.revoke_pm_time_limit = 0x7fffffff;
    config.rating_e_decay = 2'419'200;
    config.stickers_recent_limit = 200;
    config.channels_read_media_period = 604'800;
    config.call_receive_timeout_ms = 20'000;
    config.call_ring_timeout_ms = 90'000;
    config.call_connect_timeout_ms = 30'000;
    config.call_packet_timeout_ms = 10'000;
    config.caption_length_max = 1024;
    config.message_length_max = 4096;
    config.webfile_dc_id = dc;
    return answer(config);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::help::getNearestDc&) {
    api::nearestDc nearest;
    nearest.country = "AQ";
    nearest.this_dc = nearest.nearest_dc = dc_for(call);
    return answer(nearest);
}

[[nodiscard]] inline api_reply handle(api_call&, const api::help::getAppConfig& query) {
    constexpr std::int32_t version = 1;
    if (query.hash == version)
        return answer(api::help::AppConfig{api::help::appConfigNotModified{}});
    api::jsonBool test;
    test.value = true;
    api::jsonObjectValue entry;
    entry.key = "test";
    entry.value = test;
    api::jsonObject object;
    object.value.push_back(std::move(entry));
    api::help::appConfig config;
    config.hash = version;
    config.config = std::move(object);
    return answer(api::help::AppConfig{std::move(config)});
}

} // namespace awaitgram::testing
