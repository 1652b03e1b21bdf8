^XA^CI28^PW456^LL256^LH0,0
^FO12,8^A0N,20,20^FB264,1,0,L,0^FH_^FDLarimer Street Dispensary^FS
^FO280,10^A0N,17,17^FB164,1,0,R,0^FH_^FDLic. 402R-00123^FS
^FO12,30^GB432,2,2^FS
^FO12,34^A0N,22,22^FB312,2,0,L,0^FH_^FDOG Kush, indoor, The Quiet\&Garden Collective^FS
^FO346,47^BY2,3,1^BQN,2,3^FH_^FDMA,https://1a4.com/00IAEH63TN2KSQ9CY0FT^FS
^FO12,81^A0N,19,19^FB312,1,0,L,0^FH_^FDNet 3.5 g   THC 24.1%   CBD 0.1%^FS
^FO12,102^A0N,15,15^FB312,2,0,L,0^FH_^FDPackaged Nov 20, 2026   Harvested Oct 28, 2026\&Sold Nov 24, 2026   Patient P-0042-7719^FS
^FO12,132^A0N,14,14^FB312,1,0,L,0^FH_^FDLabel 1 of 3^FS
^FO12,150^A0N,13,13^FB432,3,0,L,0^FH_^FDFor use only by adults twenty-one and older. Keep out of the reach of children.\&More on the next label.^FS
^FO39,193^BY2,3,38^BCN,38,N,N,N,N^FH_^FD>:1A>54000000000022000000286^FS
^FO12,234^A0N,18,18^FB432,1,0,C,0^FH_^FD1A4000000000022000000286^FS
^PQ1^XZ
^XA^CI28^PW456^LL256^LH0,0
^FO12,8^A0N,20,20^FB264,1,0,L,0^FH_^FDLarimer Street Dispensary^FS
^FO280,10^A0N,17,17^FB164,1,0,R,0^FH_^FDLabel 2 of 3^FS
^FO12,30^GB432,2,2^FS
^FO12,34^A0N,18,18^FB432,1,0,L,0^FH_^FDOG Kush, indoor, The Quiet Garden Collective^FS
^FO12,54^A0N,15,15^FB432,1,0,L,0^FH_^FD1A4000000000022000000286^FS
^FO12,74^A0N,13,13^FB432,13,0,L,0^FH_^FDThere are health risks associated with consumption. There are health risks\&associated with consumption. There are health risks associated with\&consumption. There are health risks associated with consumption.\&There are health risks associated with consumption. There are health risks\&associated with consumption. There are health risks associated with\&consumption. There are health risks associated with consumption.\&There are health risks associated with consumption. There are health risks\&associated with consumption. There are health risks associated with\&consumption. There are health risks associated with consumption.\&There are health risks associated with consumption. There are health risks\&associated with consumption. There are health risks associated with\&consumption. There are health risks associated with consumption.\&More on the next label.^FS
^PQ1^XZ
^XA^CI28^PW456^LL256^LH0,0
^FO12,8^A0N,20,20^FB264,1,0,L,0^FH_^FDLarimer Street Dispensary^FS
^FO280,10^A0N,17,17^FB164,1,0,R,0^FH_^FDLabel 3 of 3^FS
^FO12,30^GB432,2,2^FS
^FO12,34^A0N,18,18^FB432,1,0,L,0^FH_^FDOG Kush, indoor, The Quiet Garden Collective^FS
^FO12,54^A0N,15,15^FB432,1,0,L,0^FH_^FD1A4000000000022000000286^FS
^FO12,74^A0N,19,19^FB432,9,0,L,0^FH_^FDThere are health risks associated with consumption.\&There are health risks associated with consumption.\&There are health risks associated with consumption.\&There are health risks associated with consumption.\&There are health risks associated with consumption.\&There are health risks associated with consumption.\&There are health risks associated with consumption.\&There are health risks associated with consumption.^FS
^PQ1^XZ
^XA^CI28^PW456^LL256^LH0,0
^FO12,8^A0N,20,20^FB264,1,0,L,0^FH_^FDLarimer Street Dispensary^FS
^FO280,10^A0N,17,17^FB164,1,0,R,0^FH_^FDLic. 402R-00123^FS
^FO12,30^GB432,2,2^FS
^FO12,34^A0N,22,22^FB312,2,0,L,0^FH_^FDOG Kush, indoor, The Quiet\&Garden Collective^FS
^FO346,47^BY2,3,1^BQN,2,3^FH_^FDMA,https://1a4.com/00IAEH63TN2KSQ9CY0FT^FS
^FO12,81^A0N,19,19^FB312,1,0,L,0^FH_^FDNet 3.5 g   THC 24.1%   CBD 0.1%^FS
^FO12,102^A0N,15,15^FB312,2,0,L,0^FH_^FDPackaged Nov 20, 2026   Harvested Oct 28, 2026\&Sold Nov 24, 2026   Patient P-0042-7719^FS
^FO12,132^A0N,14,14^FB312,1,0,L,0^FH_^FDLabel 1 of 3^FS
^FO12,150^A0N,13,13^FB432,3,0,L,0^FH_^FDFor use only by adults twenty-one and older. Keep out of the reach of children.\&More on the next label.^FS
^FO39,193^BY2,3,38^BCN,38,N,N,N,N^FH_^FD>:1A>54000000000022000000286^FS
^FO12,234^A0N,18,18^FB432,1,0,C,0^FH_^FD1A4000000000022000000286^FS
^PQ1^XZ
^XA^CI28^PW456^LL256^LH0,0
^FO12,8^A0N,20,20^FB264,1,0,L,0^FH_^FDLarimer Street Dispensary^FS
^FO280,10^A0N,17,17^FB164,1,0,R,0^FH_^FDLabel 2 of 3^FS
^FO12,30^GB432,2,2^FS
^FO12,34^A0N,18,18^FB432,1,0,L,0^FH_^FDOG Kush, indoor, The Quiet Garden Collective^FS
^FO12,54^A0N,15,15^FB432,1,0,L,0^FH_^FD1A4000000000022000000286^FS
^FO12,74^A0N,13,13^FB432,13,0,L,0^FH_^FDThere are health risks associated with consumption. There are health risks\&associated with consumption. There are health risks associated with\&consumption. There are health risks associated with consumption.\&There are health risks associated with consumption. There are health risks\&associated with consumption. There are health risks associated with\&consumption. There are health risks associated with consumption.\&There are health risks associated with consumption. There are health risks\&associated with consumption. There are health risks associated with\&consumption. There are health risks associated with consumption.\&There are health risks associated with consumption. There are health risks\&associated with consumption. There are health risks associated with\&consumption. There are health risks associated with consumption.\&More on the next label.^FS
^PQ1^XZ
^XA^CI28^PW456^LL256^LH0,0
^FO12,8^A0N,20,20^FB264,1,0,L,0^FH_^FDLarimer Street Dispensary^FS
^FO280,10^A0N,17,17^FB164,1,0,R,0^FH_^FDLabel 3 of 3^FS
^FO12,30^GB432,2,2^FS
^FO12,34^A0N,18,18^FB432,1,0,L,0^FH_^FDOG Kush, indoor, The Quiet Garden Collective^FS
^FO12,54^A0N,15,15^FB432,1,0,L,0^FH_^FD1A4000000000022000000286^FS
^FO12,74^A0N,19,19^FB432,9,0,L,0^FH_^FDThere are health risks associated with consumption.\&There are health risks associated with consumption.\&There are health risks associated with consumption.\&There are health risks associated with consumption.\&There are health risks associated with consumption.\&There are health risks associated with consumption.\&There are health risks associated with consumption.\&There are health risks associated with consumption.^FS
^PQ1^XZ
