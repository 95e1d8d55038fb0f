#ifndef REDOUBT_LISTED_CHANNELS_H
#define REDOUBT_LISTED_CHANNELS_H

#include "redoubt_dual_mac_convolution.h"
#include "redoubt_dual_mac_depthwise.h"
#include "redoubt_dual_mac_fully_connected.h"

/* Chosen channels of an operator, each of which goes to a plane of its own: its cells side by side. All of them share what a
 * kernel prepares of the input. */

/* The list: entries of the hardening table, five words each, ascending. Channels that are computed three times are in it. */
typedef struct {
  const uint32_t *units, *end;
  /* Where the planes lie. */
  int8_t *bank;
} redoubt_listed_channels;

REDOUBT_STEP _Bool redoubt_is_listed(const uint32_t *unit) { return (unit[0] & (4u << 24)) != 0; }
REDOUBT_STEP long redoubt_listed_channel(const uint32_t *unit) { return (long)(unit[0] & 0xffffffu); }
REDOUBT_STEP int8_t *redoubt_listed_plane(redoubt_listed_channels list, const uint32_t *unit) {
  return list.bank + unit[2];
}

#endif
