// SPDX-License-Identifier: MIT
#include <awaitgram/mtproto_api/methods.hpp>
#include <awaitgram/mtproto_api/types.hpp>
#include <awaitgram/tl/codec.hpp>

#include <algorithm>
#include <type_traits>

#include "scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
namespace schema = awaitgram::mtproto_api;

TEST_CASE("the constructor ids equal those of the schema") {
    CHECK(id::gzip_packed == schema::gzip_packed::tl_id);
    CHECK(id::msg_container == schema::msg_container::tl_id);
    CHECK(id::msg_copy == schema::msg_copy::tl_id);
    CHECK(id::message == schema::message::tl_id);
    CHECK(id::rpc_result == schema::rpc_result::tl_id);
    CHECK(id::rpc_error == schema::rpc_error::tl_id);
    CHECK(id::rpc_drop_answer == schema::rpc_drop_answer::tl_id);
    CHECK(id::rpc_answer_unknown == schema::rpc_answer_unknown::tl_id);
    CHECK(id::rpc_answer_dropped_running == schema::rpc_answer_dropped_running::tl_id);
    CHECK(id::rpc_answer_dropped == schema::rpc_answer_dropped::tl_id);
    CHECK(id::msgs_ack == schema::msgs_ack::tl_id);
    CHECK(id::bad_msg_notification == schema::bad_msg_notification::tl_id);
    CHECK(id::bad_server_salt == schema::bad_server_salt::tl_id);
    CHECK(id::new_session_created == schema::new_session_created::tl_id);
    CHECK(id::msgs_state_req == schema::msgs_state_req::tl_id);
    CHECK(id::msgs_state_info == schema::msgs_state_info::tl_id);
    CHECK(id::msgs_all_info == schema::msgs_all_info::tl_id);
    CHECK(id::msg_detailed_info == schema::msg_detailed_info::tl_id);
    CHECK(id::msg_new_detailed_info == schema::msg_new_detailed_info::tl_id);
    CHECK(id::msg_resend_req == schema::msg_resend_req::tl_id);
    CHECK(id::ping == schema::ping::tl_id);
    CHECK(id::pong == schema::pong::tl_id);
    CHECK(id::ping_delay_disconnect == schema::ping_delay_disconnect::tl_id);
    CHECK(id::get_future_salts == schema::get_future_salts::tl_id);
    CHECK(id::future_salts == schema::future_salts::tl_id);
    CHECK(id::http_wait == schema::http_wait::tl_id);
    CHECK(id::destroy_session == schema::destroy_session::tl_id);
    CHECK(id::destroy_session_ok == schema::destroy_session_ok::tl_id);
    CHECK(id::destroy_session_none == schema::destroy_session_none::tl_id);
    CHECK(id::destroy_auth_key == schema::destroy_auth_key::tl_id);
    CHECK(id::destroy_auth_key_ok == schema::destroy_auth_key_ok::tl_id);
    CHECK(id::destroy_auth_key_none == schema::destroy_auth_key_none::tl_id);
    CHECK(id::destroy_auth_key_fail == schema::destroy_auth_key_fail::tl_id);
    CHECK(id::req_pq == schema::req_pq::tl_id);
    CHECK(id::req_pq_multi == schema::req_pq_multi::tl_id);
    CHECK(id::resPQ == schema::resPQ::tl_id);
    CHECK(id::p_q_inner_data_dc == schema::p_q_inner_data_dc::tl_id);
    CHECK(id::p_q_inner_data_temp_dc == schema::p_q_inner_data_temp_dc::tl_id);
    CHECK(id::req_DH_params == schema::req_DH_params::tl_id);
    CHECK(id::server_DH_params_ok == schema::server_DH_params_ok::tl_id);
    CHECK(id::server_DH_params_fail == schema::server_DH_params_fail::tl_id);
    CHECK(id::server_DH_inner_data == schema::server_DH_inner_data::tl_id);
    CHECK(id::client_DH_inner_data == schema::client_DH_inner_data::tl_id);
    CHECK(id::set_client_DH_params == schema::set_client_DH_params::tl_id);
    CHECK(id::dh_gen_ok == schema::dh_gen_ok::tl_id);
    CHECK(id::dh_gen_retry == schema::dh_gen_retry::tl_id);
    CHECK(id::dh_gen_fail == schema::dh_gen_fail::tl_id);
}

TEST_CASE("the engine's messages have the form of the schema") {
    scene s;
    auto all = s.sent();
    const auto keep = [&] {
        for (auto& one : s.sent())
            all.push_back(std::move(one));
    };
    s.client_session.submit(tl::frame{value(some_query)});
    keep();
    s.client_session.cancel(1);
    s.client_session.submit(tl::frame{value(some_query)});
    CHECK(!s.deliver(value(some_update), {.low = 3}));
    CHECK(!s.deliver(value(id::ping, std::int64_t{7}), {.seq_no = 0}));
    CHECK(!s.deliver(longs(id::msgs_state_req, {5}), {.seq_no = 0}));
    CHECK(!s.deliver(value(id::msg_new_detailed_info, s.next_id(), 8, 0), {.seq_no = 0}));
    keep();
    s.client_session.disconnected(s.now);
    s.client_session.connected(s.now);
    keep();

    std::vector<std::uint32_t> kinds;
    const auto decodes = [&]<class T>(std::type_identity<T>, const seen& one) {
        kinds.push_back(T::tl_id);
        return tl::decode<T>(tl::frame::copy_of(one.body)).has_value();
    };
    const auto well_formed = [&](const seen& one) {
        switch (one.constructor()) {
        case id::msgs_ack:
            return decodes(std::type_identity<schema::msgs_ack>{}, one);
        case id::ping_delay_disconnect:
            return decodes(std::type_identity<schema::ping_delay_disconnect>{}, one);
        case id::pong:
            return decodes(std::type_identity<schema::pong>{}, one);
        case id::get_future_salts:
            return decodes(std::type_identity<schema::get_future_salts>{}, one);
        case id::msgs_state_req:
            return decodes(std::type_identity<schema::msgs_state_req>{}, one);
        case id::msgs_state_info:
            return decodes(std::type_identity<schema::msgs_state_info>{}, one);
        case id::msg_resend_req:
            return decodes(std::type_identity<schema::msg_resend_req>{}, one);
        case id::rpc_drop_answer:
            return decodes(std::type_identity<schema::rpc_drop_answer>{}, one);
        case some_query:
            return true;
        }
        return false;
    };
    for (const auto& one : all)
        CHECK(well_formed(one));
    std::sort(kinds.begin(), kinds.end());
    kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
    CHECK(kinds.size() == 8);
}

TEST_CASE("the engine reads what the schema's types encode") {
    scene s;
    const auto asked = s.sent(id::get_future_salts).at(0);
    const auto second = static_cast<std::int32_t>(unix_seconds(s.now));
    schema::future_salts salts{.req_msg_id = asked.msg_id, .now = second};
    const schema::future_salt salt{
        .valid_since = second - 9, .valid_until = second + 900, .salt = 55};
    salts.salts.push_back(salt);
    CHECK(!s.deliver(tl::encoded(salts), {.seq_no = 0}));

    const auto query = s.ask();
    CHECK(query.salt == 55);
    const schema::bad_server_salt rejection{
        .bad_msg_id = query.msg_id,
        .bad_msg_seqno = query.seq_no,
        .error_code = 48,
        .new_server_salt = 66};
    CHECK(!s.deliver(tl::encoded(rejection), {.seq_no = 0}));

    const auto again = s.sent(some_query).at(0);
    CHECK(again.salt == 66);
    const schema::rpc_error error{.error_code = 420, .error_message = "FLOOD_WAIT_3"};
    CHECK(!s.answer(again.msg_id, tl::encoded(error)));
    CHECK(s.events_of<mtproto::refusal>().at(0).message == "FLOOD_WAIT_3");
}
