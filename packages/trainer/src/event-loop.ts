/** A turn of the event loop. */

/**
 * Resolves in a new turn of the event loop, so that timers, input and rendering get theirs; without a timer's
 * millisecond.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
