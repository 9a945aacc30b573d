// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/detail/sqlite.hpp>

namespace awaitgram::detail {

/// The statements of an open session.
struct sqlite_statements {
    transaction::statements transactions{};
    kept_statement select_home{"select dc from home"};
    kept_statement set_home{"update home set dc = ?"};
    kept_statement select_dcs{"select id, ipv4, ipv6, auth_key from dc"};
    kept_statement set_dc{
        "insert or replace into dc (id, ipv4, ipv6, auth_key) values (?, ?, ?, ?)"};
    kept_statement select_temporary{"select key, expires from temporary_key where dc = ?"};
    kept_statement set_temporary{
        "insert or replace into temporary_key (dc, key, expires) values (?, ?, ?)"};
    kept_statement forget_temporary{"delete from temporary_key where dc = ?"};
    kept_statement select_salts{
        "select salt, valid_since, valid_until from salt where dc = ? order by position"};
    kept_statement insert_salt{
        "insert into salt (dc, position, salt, valid_since, valid_until) values (?, ?, ?, ?, ?)"};
    kept_statement forget_salts{"delete from salt where dc = ?"};
    kept_statement select_self{"select id, bot from self"};
    kept_statement set_self{"insert or replace into self (one, id, bot) values (1, ?, ?)"};
    kept_statement forget_self{"delete from self"};
    kept_statement select_layer{"select number from api_layer"};
    kept_statement set_layer{"insert or replace into api_layer (one, number) values (1, ?)"};
    kept_statement forget_layer{"delete from api_layer"};
    kept_statement select_peer{"select id, hash, min, kind, bot, self from peer where id = ?"};
    kept_statement select_self_peer{
        "select id, hash, min, kind, bot, self from peer where self = 1"};
    kept_statement clear_self{"update peer set self = 0 where self = 1 and id <> ?"};
    kept_statement insert_peer{
        "insert into peer (hash, min, kind, bot, self, id) values (?, ?, ?, ?, ?, ?)"};
    kept_statement update_peer{
        "update peer set hash = ?, min = ?, kind = ?, bot = ?, self = ? where id = ?"};
    kept_statement forget_peers{"delete from peer"};
    kept_statement select_updates{"select pts, qts, date, seq from updates"};
    kept_statement set_primary{"update updates set pts = ?, date = ?, seq = ?"};
    kept_statement set_secondary{"update updates set qts = ?"};
    kept_statement select_channels{"select id, pts from channel order by id desc"};
    kept_statement set_channel{"insert or replace into channel (id, pts) values (?, ?)"};
    kept_statement forget_channel{"delete from channel where id = ?"};
    kept_statement forget_channels{"delete from channel"};
    kept_statement select_handled{
        "select sequence, kind, key, position, version, cancelled, done from handled"
        " order by sequence, kind, key"};
    kept_statement set_handled{
        "insert or replace into handled (sequence, kind, key, position, version, cancelled, done)"
        " values (?, ?, ?, ?, ?, ?, ?)"};
    kept_statement unmark{"delete from handled where sequence = ? and kind = ? and key = ?"};
    kept_statement forget_handled_of{"delete from handled where sequence = ?"};
    kept_statement forget_handled{"delete from handled"};
    kept_statement select_state{
        "select expires, value from state"
        " where chat = ? and user = ? and topic = ? and business = ? and name = ?"};
    kept_statement set_state{
        "insert or replace into state (chat, user, topic, business, name, expires, value)"
        " values (?, ?, ?, ?, ?, ?, ?)"};
    kept_statement forget_state{
        "delete from state"
        " where chat = ? and user = ? and topic = ? and business = ? and name = ?"};
    kept_statement forget_expired{"delete from state where expires > 0 and expires <= ?"};
    kept_statement forget_states{"delete from state"};
};

} // namespace awaitgram::detail
